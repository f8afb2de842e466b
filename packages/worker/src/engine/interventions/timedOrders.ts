import {
  estimateOrder,
  mergeOrders,
  ORDER_DAYS,
  type OrderDays,
  type OrderEstimate,
  type OrderSummary,
  type TimingFile,
} from '@aisle/decisions';
import { type Action, isPurchase } from '@aisle/model';

export interface TimedOrders {
  readonly estimates: Readonly<Partial<Record<OrderDays, OrderEstimate>>>;
  /** To be kept by the page. Absent unless the release keeps it. */
  readonly orders?: OrderSummary;
}

/**
 * The probabilities of an order, for those numbers of days whose answer is from a model of order timing. The heads answer
 * the others, and all if the history has no order or the file cannot be read.
 *
 * @param file JSON of a `TimingFile`, from the release
 * @param kept the summary that the page has kept
 */
export function timedOrders(
  file: string | undefined,
  kept: OrderSummary | undefined,
  actions: readonly Action[],
  nowMs: number,
): TimedOrders {
  try {
    const timings: TimingFile = JSON.parse(file ?? '{}');
    const { keepsOrders } = timings;
    const timesMs = actions.filter(isPurchase).map(({ timestampMs }) => timestampMs);
    const orders = mergeOrders(keepsOrders ? kept : undefined, timesMs);
    const found = ORDER_DAYS.map((days) => [days, timings[days] && estimateOrder(timings[days], orders, nowMs, days)]);
    return { estimates: Object.fromEntries(found), ...(keepsOrders && { orders }) };
  } catch {
    return { estimates: {} };
  }
}
