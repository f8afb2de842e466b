import type { Aisle } from '@aisle/sdk';
import { addDecisions, type DecisionReason, type OfferDecision } from '@aisle/sdk/decide';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useAisleContext } from './aisleContext.js';
import { selectChange } from './selectChange.js';
import { useAisle } from './useAisle.js';
import type { UseIntentReason } from './useIntent.js';
import { useStatusValue } from './useStatusValue.js';

export interface UseDecisionOptions {
  /** The place of the page that asks, as the declaration names it. */
  readonly placement: string;
}

/** Reasons of `decide`, and those of a hook: `no-provider` and `pending`. */
export type UseDecisionReason = DecisionReason | UseIntentReason;

export interface UseDecisionResult extends Omit<OfferDecision, 'decisionId' | 'durationMs' | 'reason' | 'release'> {
  readonly reason: UseDecisionReason;
}

interface Answer {
  readonly aisle: Aisle;
  readonly placement: string;
  readonly decision: OfferDecision;
  /** Why it does not act any more. */
  readonly ended?: 'capped' | 'dismissed';
}

const NOTHING = {
  act: false,
  probability: 1,
  why: [],
  shown: async () => false,
  accepted: async () => {},
  dismissed: async () => {},
} as const;

/**
 * Whether to show an intervention at a placement, and which: `decide` of `@aisle/sdk/decide`. As long as it does not act, it
 * asks again after each event and each change of consent or release. Once closed, nothing comes at this place until the
 * component mounts again. Never throws.
 */
export function useDecision({ placement }: UseDecisionOptions): UseDecisionResult {
  const { missing } = useAisleContext();
  const aisle = useAisle();
  const change = useStatusValue(selectChange);
  const [answer, setAnswer] = useState<Answer>();
  const asked = useRef<Promise<OfferDecision> | undefined>(undefined);
  const current = answer && answer.aisle === aisle && answer.placement === placement ? answer : undefined;
  const hasActed = current?.decision.act ?? false;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `change` asks again.
  useEffect(() => {
    if (!aisle || hasActed) return undefined;
    let isCurrent = true;
    const ask = async () => {
      // `decide` answers two questions at a time alike. The first can be older than the change.
      await asked.current;
      if (!isCurrent) return;
      asked.current = addDecisions(aisle).decide({ placement });
      const decision = await asked.current;
      if (isCurrent) setAnswer({ aisle, placement, decision });
    };
    void ask();
    return () => {
      isCurrent = false;
    };
  }, [aisle, placement, change, hasActed]);

  return useMemo(() => {
    if (!current) return { ...NOTHING, reason: missing ?? 'pending' };
    const { decisionId: _, durationMs: __, release: ___, intervention, ...decision } = current.decision;
    if (current.ended) return { ...decision, act: false, reason: current.ended };
    return {
      ...decision,
      ...(intervention && { intervention }),
      async shown() {
        const counted = await decision.shown();
        if (!counted && decision.act) setAnswer({ ...current, ended: 'capped' });
        return counted;
      },
      dismissed() {
        if (decision.act) setAnswer({ ...current, ended: 'dismissed' });
        return decision.dismissed();
      },
    };
  }, [current, missing]);
}
