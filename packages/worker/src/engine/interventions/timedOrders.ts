import {
  estimateOrder,
  ORDER_DAYS,
  type OrderDays,
  type OrderEstimate,
  orderSummaryOf,
  type TimingFile,
} from '@aisle/decisions';
import { type Action, isPurchase } from '@aisle/model';

/**
 * The probabilities of an order, for those numbers of days whose answer is from a model of order timing. The heads answer
 * the others, and all if the history has no order or the file cannot be read.
 *
 * @param file JSON of a `TimingFile`, from the release
 */
export function timedOrders(
  file: string | undefined,
  actions: readonly Action[],
  nowMs: number,
): Readonly<Partial<Record<OrderDays, OrderEstimate>>> {
  const summary = orderSummaryOf(actions.filter(isPurchase).map(({ timestampMs }) => timestampMs));
  try {
    const timings: TimingFile = JSON.parse(file ?? '{}');
    const found = ORDER_DAYS.map((days) => [days, timings[days] && estimateOrder(timings[days], summary, nowMs, days)]);
    return Object.fromEntries(found);
  } catch {
    return {};
  }
}
