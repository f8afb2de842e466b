import { orderSummaryOf } from './orderSummaryOf.js';
import type { OrderSummary } from './orderTiming.js';

/**
 * Adds the orders of a history to a summary that was kept from an earlier one. Orders until the kept summary's last one
 * count in it already.
 *
 * @param kept ignored if it is no summary, because any script of the page's origin can write it
 * @param timesMs of purchases, oldest first
 */
export function mergeOrders(kept: OrderSummary | undefined, timesMs: readonly number[]): OrderSummary {
  if (!kept || !(kept.orderCount > 0 && kept.firstOrderMs <= kept.lastOrderMs)) return orderSummaryOf(timesMs);
  const newer = orderSummaryOf(timesMs.filter((ms) => ms > kept.lastOrderMs));
  return {
    firstOrderMs: kept.firstOrderMs,
    lastOrderMs: Math.max(kept.lastOrderMs, newer.lastOrderMs),
    orderCount: kept.orderCount + newer.orderCount,
  };
}
