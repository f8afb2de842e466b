import type { Prediction, PredictOptions, Reason, Status, Tier } from '@aisle/sdk';
import { useEffect, useRef, useState } from 'react';
import { useAisleContext } from './aisleContext.js';
import { attemptJson } from './attemptJson.js';
import { useAisle } from './useAisle.js';
import { selectConsent } from './useConsent.js';
import { useStatusValue } from './useStatusValue.js';

export interface UseNextPurchasesOptions extends Omit<PredictOptions, 'signal'> {
  /** `events`: predict again after every event. By default, the items on screen stay. */
  readonly refresh?: 'events';
}

/** `no-provider`: AisleProvider is missing. `pending`: the engine has not answered yet. */
export type UseNextPurchasesReason = Reason | 'no-provider' | 'pending';

export interface UseNextPurchasesResult {
  /** Most likely first. Empty at first, on the server, and if there is a reason. */
  readonly items: readonly Prediction[];
  /** Set it as `result_id` of events about these items. */
  readonly resultId?: string;
  readonly reason?: UseNextPurchasesReason;
  readonly release?: string;
  readonly tier?: Tier;
}

const selectRelease = ({ release }: Status) => release;
const selectEventCount = ({ storedEvents }: Status) => storedEvents;

/**
 * Predicts the next purchases. Predicts again when an option other than `filter`, the consent or the release changes.
 * Until the new answer, the previous items stay. The latest `filter` applies to the next prediction. Never throws.
 */
export function useNextPurchases(given?: UseNextPurchasesOptions | null): UseNextPurchasesResult {
  const { refresh, filter, candidates, exclude, ...options } = given ?? {};
  const { missing } = useAisleContext();
  const aisle = useAisle();
  const consent = useStatusValue(selectConsent);
  const release = useStatusValue(selectRelease);
  // Subscribes to the number of events only on request, so that an event does not re-render the component otherwise.
  const eventCount = useStatusValue<unknown>(refresh ? selectEventCount : selectConsent);
  const [answer, setAnswer] = useState<UseNextPurchasesResult>({ items: [], reason: missing ?? 'pending' });
  const answeredKey = useRef<string | undefined>('');
  // Arrays written inline are new objects in every render.
  const predictOptions = { ...options, candidates: listed(candidates), exclude: listed(exclude) };
  // Undefined for a value that JSON cannot express, which `predict` answers with a reason.
  const queryKey = attemptJson([predictOptions, consent, eventCount]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `queryKey` contains `predictOptions` by value.
  useEffect(() => {
    // The status reports the release after the answer has arrived.
    if (!aisle || (answeredKey.current === queryKey && answer.release === release)) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    // `predict` treats undefined options as absent.
    void aisle.predict({ ...predictOptions, filter, signal } as PredictOptions).then((result) => {
      if (signal.aborted) return;
      answeredKey.current = queryKey;
      // A timeout does not remove items from the screen.
      setAnswer((before) => (result.reason === 'timeout' && before.items.length ? before : result));
    });
    return () => controller.abort();
  }, [aisle, queryKey, release]);

  return answer;
}

/** Iterators such as `map.keys()` can be read only once. What is no list, `predict` answers with a reason. */
function listed<T>(found: T | Iterable<T>): T | T[] {
  try {
    return typeof found === 'object' && found && Symbol.iterator in found ? [...found] : (found as T);
  } catch {
    return found as T;
  }
}
