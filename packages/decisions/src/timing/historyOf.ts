import type { OrderHistory } from './orderHistory.js';
import type { OrderSummary } from './orderTiming.js';

const DAY_MS = 86_400_000;

/** The orders of one shopper up to `untilMs`, in units of `unitDays`. A clock that was set back counts as no time. */
export function historyOf(summary: OrderSummary, untilMs: number, unitDays: number): OrderHistory {
  const since = (ms: number) => Math.max(0, ms - summary.firstOrderMs) / (unitDays * DAY_MS);
  const repeats = summary.orderCount - 1;
  const latest = repeats > 0 ? since(summary.lastOrderMs) : 0;
  return { repeats, latest, observed: Math.max(latest, since(untilMs)) };
}
