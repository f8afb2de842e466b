import { fitHazard } from '../../packages/cli/src/orderTiming/fitHazard.js';
import { fitOrderTiming } from '../../packages/cli/src/orderTiming/fitOrderTiming.js';
import {
  historyOf,
  orderSummaryOf,
  paretoNbdExpectedOrders,
  probabilityOfOrder,
} from '../../packages/decisions/src/index.js';
import { fitLogistic } from '../../packages/model/src/train/index.js';
import { WEEK_MS } from './cdnow.js';

/**
 * Scores shoppers by how likely they order within `weeks` after `nowMs`. It learns from the given orders alone.
 *
 * @param orders [shoppers], times of orders until `nowMs`, oldest first, at least one
 * @returns [shoppers]
 */
export type OrderRanker = (orders: readonly (readonly number[])[], nowMs: number, weeks: number) => readonly number[];

const hazard: OrderRanker = (orders, nowMs, weeks) => {
  const timing = fitHazard(
    orders.map((timesMs) => ({ timesMs, observedUntilMs: nowMs })),
    Infinity,
  );
  return orders.map((timesMs) => probabilityOfOrder(timing, orderSummaryOf(timesMs), nowMs, 7 * weeks)!);
};

const expectedOrders: OrderRanker = (orders, nowMs, weeks) => {
  const summaries = orders.map((timesMs) => ({ ...orderSummaryOf(timesMs), observedUntilMs: nowMs }));
  const { timing } = fitOrderTiming('paretonbd', summaries);
  if (timing.model !== 'paretonbd') throw new Error('fitOrderTiming fits the model that it is asked for');
  return summaries.map((summary) =>
    paretoNbdExpectedOrders(timing.parameters, historyOf(summary, nowMs, timing.unitDays), weeks),
  );
};

/** Weeks after which an order counts e times less. Within the calibration, 12 to 30 differ by less than .001. */
const FADE_WEEKS = 24;
const fadedOrders: OrderRanker = (orders, nowMs) =>
  orders.map((timesMs) => timesMs.reduce((sum, ms) => sum + Math.exp((ms - nowMs) / (FADE_WEEKS * WEEK_MS)), 0));

/** Earlier moments teach, each with what followed until `nowMs`: once every shopper has ordered, up to so many weeks ago. */
const LATEST_TAUGHT_WEEKS = 5;
const recencyAndNumber: OrderRanker = (orders, nowMs) => {
  const rows: number[][] = [];
  const outcomes: number[] = [];
  const features = (known: readonly number[], momentMs: number) => [
    Math.log1p((momentMs - known.at(-1)!) / WEEK_MS),
    Math.log(known.length),
  ];
  const learnFromMs = Math.max(...orders.map(([first]) => first!));
  for (let momentMs = nowMs - LATEST_TAUGHT_WEEKS * WEEK_MS; momentMs >= learnFromMs; momentMs -= WEEK_MS)
    for (const timesMs of orders) {
      const known = timesMs.filter((ms) => ms <= momentMs);
      rows.push(features(known, momentMs));
      outcomes.push(known.length < timesMs.length ? 1 : 0);
    }
  const { weights } = fitLogistic(rows, outcomes, 1);
  return orders.map((known) => features(known, nowMs).reduce((sum, value, c) => sum + value * weights[c]!, 0));
};

/** Mean 0 and variance 1. */
function standardized(values: readonly number[]): readonly number[] {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (value - mean) / deviation);
}

const meanOfTwo: OrderRanker = (...given) => {
  const [expected, faded] = [expectedOrders, fadedOrders].map((rank) => standardized(rank(...given).map(Math.log)));
  return expected!.map((score, i) => score + faded![i]!);
};

export const ORDER_RANKERS: Readonly<Record<string, OrderRanker>> = {
  'expected orders of Pareto/NBD': expectedOrders,
  hazard,
  'logistic regression on recency and number of orders': recencyAndNumber,
  'mean of expected orders and of orders that fade, as logarithms': meanOfTwo,
};
