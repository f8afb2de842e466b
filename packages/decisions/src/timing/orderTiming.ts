import type { BgNbdParameters } from './bgNbd.js';
import type { ParetoNbdParameters } from './paretoNbd.js';

/** A fitted model of when shoppers order, with its unit of time in days. */
export type OrderTiming =
  | { readonly model: 'bgnbd'; readonly parameters: BgNbdParameters; readonly unitDays: number }
  | { readonly model: 'paretonbd'; readonly parameters: ParetoNbdParameters; readonly unitDays: number };

/** What is known about one shopper's orders. Times are in milliseconds since 1970. */
export interface OrderSummary {
  readonly firstOrderMs: number;
  readonly lastOrderMs: number;
  readonly orderCount: number;
}
