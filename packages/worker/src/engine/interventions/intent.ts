import { itemsInCart, itemsPurchased } from '@aisle/core';
import { ORDER_DAYS, type OrderDays, type OrderSummary } from '@aisle/decisions';
import {
  type HeadConfig,
  headProbability,
  type ProbabilityRange,
  SESSION_GAP_MS,
  type SessionTarget,
  sessionFeatures,
  sessionHeads,
  sessionLogit,
} from '@aisle/model';
import type { EngineReason, HistoryRequest } from '../../protocol.js';
import type { Answered, Decision, DecisionInput } from '../decision.js';
import { timedOrders } from './timedOrders.js';

/**
 * A probability that a head of the release computes. The interval from `low` to `high` says how often it happened among the
 * release's calibration examples with such a probability: the 95 % interval of their share. It is about such histories, not
 * about this shopper.
 */
export interface Estimate extends ProbabilityRange {
  /** The number of the shopper's events that it was computed from. */
  readonly events: number;
}

export type IntentField = 'purchaseInSession' | 'cartCompletion' | 'orderWithinDays' | 'returnOfGoods';

/**
 * Why a probability is absent. `no-head`: the release does not predict it. `no-session`: the latest action is more than 30
 * minutes ago. `empty-cart`, `no-order`: nothing is in the cart, or the history has no order.
 */
export type NoEstimateReason = 'no-head' | 'no-session' | 'empty-cart' | 'no-order';

export interface IntentAnswer {
  /** A purchase before 30 minutes without an event. Corrected for the season by the channel's pointer. */
  readonly purchaseInSession?: Estimate;
  /** A purchase of something in the cart, in this session. */
  readonly cartCompletion?: Estimate;
  /** An order within this many days, for those that the release predicts. */
  readonly orderWithinDays?: Readonly<Partial<Record<OrderDays, Estimate>>>;
  /** A return of goods of the latest order. */
  readonly returnOfGoods?: Estimate;
  /** Why a probability is absent, by the name of its field. */
  readonly missing: Readonly<Partial<Record<IntentField, NoEstimateReason>>>;
}

export interface IntentRequest extends HistoryRequest {
  /** The summary of orders that the page has kept. */
  readonly keptOrders?: OrderSummary;
}

/** With `orders`, if the release keeps their summary beyond the age of the events: the page stores it. */
export type IntentReply = Answered<IntentAnswer & { readonly orders?: OrderSummary }>;

/** The probability of a purchase in this session. Undefined if the release does not predict it, or no session is open. */
export const purchaseProbability = (input: DecisionInput): number | undefined => {
  const found = estimate(input);
  return 'reason' in found ? undefined : found.purchaseInSession?.probability;
};

/** How likely the shopper buys, by the release's heads over the session. */
export const intent: Decision<IntentRequest, IntentReply> = (request, context) => {
  context.idle.markBusy();
  return context.withScorer<IntentAnswer | { readonly reason: EngineReason }>(
    request,
    () => undefined,
    (input) => estimate(input, request.keptOrders),
  );
};

function estimate(
  input: DecisionInput,
  keptOrders?: OrderSummary,
): (IntentAnswer & { readonly orders?: OrderSummary }) | { readonly reason: EngineReason } {
  const { scorer, light, actions, events, intentIntercept } = input;
  const { config, values, decisionFiles } = scorer.release;
  const heads = new Map(sessionHeads(config).map((head) => [head.target, head]));
  if (heads.size === 0) return { reason: 'no-head' };
  const nowMs = Date.now();
  const state = light.state(actions);
  const features = sessionFeatures(actions, nowMs);
  const missing: Partial<Record<IntentField, NoEstimateReason>> = {};
  const estimateBy = (head: HeadConfig, intercept = 0): Estimate => ({
    ...headProbability(head, sessionLogit(head, values, state, features), intercept),
    events: events.length,
  });
  /** @param whyNot why the question makes no sense now */
  const field = (name: IntentField, target: SessionTarget, whyNot: NoEstimateReason | false, intercept?: number) => {
    const head = heads.get(target);
    if (head && !whyNot) return { [name]: estimateBy(head, intercept) };
    missing[name] = (head && whyNot) || 'no-head';
    return {};
  };
  const isOver = nowMs - actions.at(-1)!.timestampMs > SESSION_GAP_MS && 'no-session';
  const timed = timedOrders(decisionFiles.timing, keptOrders, actions, nowMs);
  const orders = ORDER_DAYS.flatMap((days) => {
    const head = heads.get(`order-within-${days}`);
    return head ? [[days, { ...estimateBy(head), ...timed.estimates[days] }] as const] : [];
  });
  if (orders.length === 0) missing.orderWithinDays = 'no-head';
  return {
    ...field('purchaseInSession', 'purchase-in-session', isOver, intentIntercept),
    ...field('cartCompletion', 'cart-completion', (itemsInCart(events).size === 0 && 'empty-cart') || isOver),
    ...(orders.length > 0 && { orderWithinDays: Object.fromEntries(orders) }),
    ...field('returnOfGoods', 'return-of-goods', itemsPurchased(events).size === 0 && 'no-order'),
    missing,
    ...(timed.orders && { orders: timed.orders }),
  };
}
