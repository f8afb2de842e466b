import { orderLogit } from './orderLogit.js';
import type { OrderSummary } from './orderTiming.js';
import { probabilityOfOrder } from './probabilityOfOrder.js';
import type { ReleasedTiming } from './timingFile.js';

/** A probability, and the ends of an interval around it. All from 0 to 1. */
export interface OrderEstimate {
  readonly probability: number;
  readonly low: number;
  readonly high: number;
}

/** The calibrated probability of an order within `withinDays`. Undefined without an order so far. */
export function estimateOrder(
  { timing, calibration: { scale, offset }, bins }: ReleasedTiming,
  summary: OrderSummary,
  nowMs: number,
  withinDays: number,
): OrderEstimate | undefined {
  const found = probabilityOfOrder(timing, summary, nowMs, withinDays);
  if (found === undefined) return undefined;
  const probability = 1 / (1 + Math.exp(-(scale * orderLogit(found) + offset)));
  const bin = bins.find(({ upTo }) => probability <= upTo);
  // The file comes from outside.
  if (!bin) return undefined;
  return { probability, low: Math.min(probability, bin.low), high: Math.max(probability, bin.high) };
}
