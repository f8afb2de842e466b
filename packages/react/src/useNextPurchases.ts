import type { Prediction, PredictOptions, Reason, Status, Tier } from '@aisle/sdk';
import { useContext, useEffect, useRef, useState } from 'react';
import { AisleContext } from './provided.js';
import { useAisle } from './useAisle.js';
import { consentOf } from './useConsent.js';
import { useStatusValue } from './useStatusValue.js';

export interface UseNextPurchasesOptions extends Omit<PredictOptions, 'signal'> {
  /** `events`: predicts anew after every event. Default: what is shown stays. */
  readonly refresh?: 'events';
}

/** `no-provider`: there is no AisleProvider above. `pending`: no answer yet. */
export type UseNextPurchasesReason = Reason | 'no-provider' | 'pending';

export interface UseNextPurchasesResult {
  /** Likeliest first. Empty at first, on the server, and where there is a reason. */
  readonly items: readonly Prediction[];
  /** For events that come of these items (`result_id`). */
  readonly resultId?: string;
  readonly reason?: UseNextPurchasesReason;
  readonly release?: string;
  readonly tier?: Tier;
}

const releaseOf = ({ release }: Status) => release;
const eventsOf = ({ storedEvents }: Status) => storedEvents;

/**
 * The likeliest next purchases. Asks again when one of these options changes (not `filter`), when the answer to consent changes
 * and when there is another release; until it is answered, the items stay. `filter` is read when it asks.
 */
export function useNextPurchases({
  refresh,
  filter,
  candidates,
  exclude,
  ...options
}: UseNextPurchasesOptions = {}): UseNextPurchasesResult {
  const { none } = useContext(AisleContext);
  const aisle = useAisle();
  const consent = useStatusValue(consentOf);
  const release = useStatusValue(releaseOf);
  // What is asked for alone, so that an event renders nothing anew.
  const events = useStatusValue<unknown>(refresh ? eventsOf : consentOf);
  const [answer, setAnswer] = useState<UseNextPurchasesResult>({ items: [], reason: none ?? 'pending' });
  const answered = useRef('');
  // Written inline, these are new in every render.
  const asked = { ...options, candidates: candidates && [...candidates], exclude: exclude && [...exclude] };
  const question = JSON.stringify([asked, consent, events]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `question` contains what is asked, by value.
  useEffect(() => {
    // The release of the answer becomes known after it.
    if (!aisle || (answered.current === question && answer.release === release)) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    // What is undefined counts as not given.
    void aisle.predict({ ...asked, filter, signal } as PredictOptions).then((result) => {
      if (signal.aborted) return;
      answered.current = question;
      // An engine that is late takes nothing off the screen.
      setAnswer((before) => (result.reason === 'timeout' && before.items.length ? before : result));
    });
    return () => controller.abort();
  }, [aisle, question, release]);

  return answer;
}
