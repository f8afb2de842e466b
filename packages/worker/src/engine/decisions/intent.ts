import type { EngineReason, HistoryRequest } from '../../protocol.js';
import type { Answered, Decision } from '../decision.js';

/** A probability that a head of the release computes. */
export interface Estimate {
  /** From 0 to 1. */
  readonly probability: number;
  /** The ends of a 95 % interval around the probability. */
  readonly low: number;
  readonly high: number;
  /** The number of the shopper's events that it was computed from. */
  readonly events: number;
}

/** Numbers of days of `orderWithinDays`. */
export const ORDER_DAYS = [7, 30, 90] as const;
export type OrderDays = (typeof ORDER_DAYS)[number];

/** Why one probability is absent while others are present. `no-head`: the release does not predict it. */
export type NoEstimateReason = 'no-head';

export interface IntentAnswer {
  /** A purchase before 30 minutes without an event. */
  readonly purchaseInSession?: Estimate;
  /** A purchase of what is in the cart, in this session. */
  readonly cartCompletion?: Estimate;
  /** An order within this many days. */
  readonly orderWithinDays?: Readonly<Record<OrderDays, Estimate>>;
  /** A return of goods of the latest order. */
  readonly returnOfGoods?: Estimate;
  /** Why a probability is absent, by the name of its field. */
  readonly missing: Readonly<Partial<Record<IntentField, NoEstimateReason>>>;
}

export type IntentField = 'purchaseInSession' | 'cartCompletion' | 'orderWithinDays' | 'returnOfGoods';

export type IntentReply = Answered<IntentAnswer>;

/** How likely the shopper buys, by the release's heads over the session. */
export const intent: Decision<HistoryRequest, IntentReply> = (request, context) => {
  context.idle.markBusy();
  return context.withScorer<IntentAnswer | { readonly reason: EngineReason }>(
    request,
    () => undefined,
    () => ({ reason: 'no-head' }),
  );
};
