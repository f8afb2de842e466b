import { randomNumbers } from '@aisle/core';
import type { DecisionReason, DecisionWhy, Intervention } from '@aisle/decisions';
import type { DecideAnswer } from '@aisle/worker';
import type { QueryReason } from '../decisions/request.js';
import type { DecisionsHost } from './decisionsHost.js';
import type { Offer, OfferStore } from './offerStore.js';
import { timeLimit } from './timeLimit.js';

export interface DecideOptions {
  /** The place of the page that asks, as the declaration names it. */
  readonly placement: string;
  /** Milliseconds, default 2,000. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/** Whether to show an intervention at a placement, and which. `act: false`, leave the page alone, is the default. */
export interface OfferDecision {
  readonly decisionId: string;
  readonly act: boolean;
  /** What to show, if `act` is true. */
  readonly intervention?: Intervention;
  readonly reason: DecisionReason | QueryReason;
  /** The exact probability with which this outcome was drawn. 1 if there was no choice. */
  readonly probability: number;
  /** The facts that the decision rests on. */
  readonly why: readonly DecisionWhy[];
  /** The release that decided. */
  readonly release?: string;
  readonly durationMs: number;
  /**
   * Counts the exposure. Call it when the intervention is visible.
   *
   * @returns false if it must not be shown: the caps were reached in another tab, or there is nothing to show
   */
  shown(): Promise<boolean>;
  /** The shopper has followed the offer. */
  accepted(): Promise<void>;
  /** The shopper has closed it. It then stays away for the days of the declaration. */
  dismissed(): Promise<void>;
}

const newId = () => randomNumbers(2).join('-');
const nothingShown = { shown: async () => false, accepted: async () => {}, dismissed: async () => {} };

/** Decides once, without memory of the page view. Never rejects. */
export async function decide(
  host: DecisionsHost,
  offers: OfferStore,
  { placement, ...options }: DecideOptions,
): Promise<OfferDecision> {
  const startedMs = performance.now();
  const nothing = (reason: OfferDecision['reason'], fields: Partial<OfferDecision> = {}) => ({
    decisionId: newId(),
    act: false,
    probability: 1,
    why: [],
    ...fields,
    reason,
    durationMs: performance.now() - startedMs,
    ...nothingShown,
  });
  const limit = timeLimit(options.deadlineMs);
  // If storage does not answer in time, the request has no time left either: it gives the reason.
  const known = await limit.within(offers.read());
  const { exposures = [], dismissals = [], muted = [] } = known ?? {};
  const isMuted = muted.includes('all');
  const reply = await host.request(
    { name: 'decide', placement, exposures, dismissals, muted: isMuted ? 'all' : muted },
    { ...options, deadlineMs: limit.leftMs() },
  );
  if (reply.reason) return nothing(reply.reason);
  const { release } = reply;
  const { decision, rules, sessionStartMs } = reply as typeof reply & DecideAnswer;
  const { act, intervention, reason, probability, why } = decision;
  const fields = { probability, why, ...(release && { release }) };
  if (!act || !intervention || !rules) return nothing(reason, fields);
  const decisionId = newId();
  const row = { decisionId, timestampMs: Date.now(), intervention: intervention.id, placement, reason, probability };
  const offer: Offer = { row, rules, sessionStartMs };
  // Without a store, no cap would hold, and what the shopper dismissed is not known. A reservation that is made after the
  // deadline ends unused.
  const reserved = known ? await limit.within(offers.reserve(offer)) : false;
  if (!reserved) return nothing(reserved === false ? 'capped' : 'timeout', fields);
  return {
    decisionId,
    act,
    intervention,
    reason,
    ...fields,
    durationMs: performance.now() - startedMs,
    shown: () => offers.show(offer),
    accepted: () => offers.answer(offer, 'acceptedMs'),
    dismissed: () => offers.answer(offer, 'dismissedMs'),
  };
}
