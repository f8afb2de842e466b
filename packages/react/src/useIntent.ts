import { addDecisions, type Intent, type QueryReason } from '@aisle/sdk/decide';
import { useEffect, useState } from 'react';
import { useAisleContext } from './aisleContext.js';
import { selectChange } from './selectChange.js';
import { useAisle } from './useAisle.js';
import { useStatusValue } from './useStatusValue.js';

/** `no-provider`: AisleProvider is missing. `pending`: the engine has not answered yet. */
export type UseIntentReason = QueryReason | 'no-provider' | 'pending';

export interface UseIntentResult extends Omit<Intent, 'durationMs' | 'reason'> {
  readonly reason?: UseIntentReason;
}

/**
 * How likely the shopper buys: `intent` of `@aisle/sdk/decide`. Asks again after each event and each change of consent or
 * release. Until then, the previous answer stays. Never throws.
 */
export function useIntent(): UseIntentResult {
  const { missing } = useAisleContext();
  const aisle = useAisle();
  const change = useStatusValue(selectChange);
  const [answer, setAnswer] = useState<UseIntentResult>({ missing: {}, reason: missing ?? 'pending' });

  // biome-ignore lint/correctness/useExhaustiveDependencies: `change` asks again.
  useEffect(() => {
    if (!aisle) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    void addDecisions(aisle)
      .intent({ signal })
      .then(({ durationMs: _, ...intent }) => {
        if (!signal.aborted) setAnswer(intent);
      });
    return () => controller.abort();
  }, [aisle, change]);

  return answer;
}
