import type { OrderTiming } from './orderTiming.js';

/** Numbers of days of the question "an order within so many days". */
export const ORDER_DAYS = [7, 30, 90] as const;
export type OrderDays = (typeof ORDER_DAYS)[number];

/** A model of order timing as a release ships it, for one number of days. */
export interface ReleasedTiming {
  readonly timing: OrderTiming;
  /** The probability is sigmoid(scale · logit + offset) of the model's logit. */
  readonly calibration: { readonly scale: number; readonly offset: number };
  /** By rising `upTo`, the last 1: the 95 % interval of how often it happened at such a probability. */
  readonly bins: readonly { readonly upTo: number; readonly low: number; readonly high: number }[];
}

/** The content of a release's file of the role `timing`: models that answer instead of the heads `order-within-…`. */
export interface TimingFile extends Readonly<Partial<Record<OrderDays, ReleasedTiming>>> {
  /** The shop keeps a summary of a shopper's orders beyond the age of the events. The models were fitted with that. */
  readonly keepsOrders?: boolean;
}
