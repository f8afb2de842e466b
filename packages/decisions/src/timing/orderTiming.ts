import type { BgNbdParameters } from './bgNbd.js';
import type { HazardParameters } from './orderHazard.js';
import type { ParetoNbdParameters } from './paretoNbd.js';

/** A fitted model of shoppers who order at their own rate until they stop, with its unit of time in days. */
export type RateTiming =
  | { readonly model: 'bgnbd'; readonly parameters: BgNbdParameters; readonly unitDays: number }
  | { readonly model: 'paretonbd'; readonly parameters: ParetoNbdParameters; readonly unitDays: number };

export interface HazardTiming {
  readonly model: 'hazard';
  readonly parameters: HazardParameters;
  readonly unitDays: 1;
}

/** A fitted model of when shoppers order. */
export type OrderTiming = RateTiming | HazardTiming;

/** What is known about one shopper's orders. Times are in milliseconds since 1970. */
export interface OrderSummary {
  readonly firstOrderMs: number;
  readonly lastOrderMs: number;
  readonly orderCount: number;
}
