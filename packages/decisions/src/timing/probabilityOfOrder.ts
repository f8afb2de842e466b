import { bgNbdLogLikelihood } from './bgNbd.js';
import { historyOf } from './historyOf.js';
import type { OrderHistory } from './orderHistory.js';
import type { OrderSummary, OrderTiming } from './orderTiming.js';
import { paretoNbdLogLikelihood } from './paretoNbd.js';

const DAY_MS = 86_400_000;

/**
 * The probability of at least one order within `withinDays` from `nowMs`; undefined without an order so far.
 *
 * A shopper without an order in that time has the same history with a later end. So the probability of no order is
 * exactly the ratio of the two likelihoods. It does not ask whether the shopper is still a customer.
 */
export function probabilityOfOrder(
  timing: OrderTiming,
  summary: OrderSummary,
  nowMs: number,
  withinDays: number,
): number | undefined {
  if (summary.orderCount < 1) return undefined;
  const logLikelihood = (history: OrderHistory) =>
    timing.model === 'bgnbd'
      ? bgNbdLogLikelihood(timing.parameters, history)
      : paretoNbdLogLikelihood(timing.parameters, history);
  const now = historyOf(summary, nowMs, timing.unitDays);
  const later = historyOf(summary, nowMs + withinDays * DAY_MS, timing.unitDays);
  return 0 - Math.expm1(Math.min(0, logLikelihood(later) - logLikelihood(now)));
}
