import type { OrderSummary } from './orderTiming.js';

/** @param timesMs of purchases, oldest first. Those of one time are one order. */
export const orderSummaryOf = (timesMs: readonly number[]): OrderSummary => ({
  firstOrderMs: timesMs[0] ?? 0,
  lastOrderMs: timesMs.at(-1) ?? 0,
  orderCount: new Set(timesMs).size,
});
