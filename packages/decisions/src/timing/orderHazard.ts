/**
 * A discrete-time hazard: the probability of an order in a day without one so far, by a logistic regression on the days
 * since the latest order and the number of orders.
 */
export interface HazardParameters {
  /** The first day of each interval of days since the latest order; rising from 0. The last interval has no end. */
  readonly fromDays: readonly number[];
  /** Log odds of an order in a day of each interval, after one order. */
  readonly logOdds: readonly number[];
  /** What n orders add to the log odds, as entry n - 1. The first is 0. The last also holds for more orders. */
  readonly ofOrders: readonly number[];
}

/**
 * Logarithm of the probability of no order from day `since` to day `until` after the latest order: the sum of
 * log(1 - hazard) over these days (Allison 1982, Discrete-Time Methods for the Analysis of Event Histories,
 * https://doi.org/10.2307/270718, equation 7). A part of a day counts as its share.
 */
export function hazardLogNoOrder(
  { fromDays, logOdds, ofOrders }: HazardParameters,
  orderCount: number,
  since: number,
  until: number,
): number {
  const added = ofOrders[Math.min(orderCount, ofOrders.length) - 1]!;
  return fromDays.reduce((sum, from, i) => {
    const days = Math.min(until, fromDays[i + 1] ?? until) - Math.max(since, from);
    return sum - Math.max(0, days) * Math.log1p(Math.exp(logOdds[i]! + added));
  }, 0);
}
