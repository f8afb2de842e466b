import { bgNbdLogWaiting } from './bgNbd.js';
import { historyOf } from './historyOf.js';
import { hazardLogNoOrder } from './orderHazard.js';
import type { OrderHistory } from './orderHistory.js';
import type { OrderSummary, OrderTiming } from './orderTiming.js';
import { paretoNbdLogWaiting } from './paretoNbd.js';

const DAY_MS = 86_400_000;

/**
 * The probability of at least one order within `withinDays` from `nowMs`; undefined without an order so far. NaN for a
 * model of a later version.
 *
 * A shopper without an order in that time has the same history with a later end. So under BG/NBD and Pareto/NBD, the
 * probability of no order is exactly the ratio of the two likelihoods. It does not ask whether the shopper is still a
 * customer.
 */
export function probabilityOfOrder(
  timing: OrderTiming,
  summary: OrderSummary,
  nowMs: number,
  withinDays: number,
): number | undefined {
  if (summary.orderCount < 1) return undefined;
  const now = historyOf(summary, nowMs, timing.unitDays);
  const later = historyOf(summary, nowMs + withinDays * DAY_MS, timing.unitDays);
  return 0 - Math.expm1(Math.min(0, logNoOrder(timing, now, later)));
}

function logNoOrder(timing: OrderTiming, now: OrderHistory, later: OrderHistory): number {
  const { model, parameters } = timing;
  if (model === 'hazard') {
    const { repeats, latest } = now;
    return hazardLogNoOrder(parameters, repeats + 1, now.observed - latest, later.observed - latest);
  }
  if (model === 'bgnbd') return bgNbdLogWaiting(parameters, later) - bgNbdLogWaiting(parameters, now);
  if (model === 'paretonbd') return paretoNbdLogWaiting(parameters, later) - paretoNbdLogWaiting(parameters, now);
  return Number.NaN;
}
