import type { Action } from '../action.js';
import { isChoice, isPurchase } from '../choice.js';
import { MAX_TRENDING } from '../kinds.js';
import { RECENT_SHARE, timeSpan } from './itemStatistics.js';
import type { Categories, RelationSource } from './relationSource.js';

/** Rows of the whole catalogue, and further rows of each kind. More would make every update larger. */
const [OF_ALL, OF_KIND] = [1000, 12];
/** Added to both counts of a growth, so that one event of a rare item does not make a trend. */
const PRIOR_COUNT = 5;
/** A purchase says more about demand than a view. */
const weightOf = (action: Action) => (isPurchase(action) ? 5 : isChoice(action) ? 2 : 1);

/**
 * The rows that sell lately, most trending first. A row's score is its recent demand times its growth. Recent demand
 * weighs an action by e^(-age / (.1 of the log's time span)). Growth compares it with the recent demand that the row
 * would have if it shared in the whole log's as in all actions.
 */
export function trendingRows({ training, itemCount, timed, categories }: RelationSource): Int32Array {
  const [recent, all] = [new Float64Array(itemCount + 1), new Float64Array(itemCount + 1)];
  const { firstMs, lastMs } = timeSpan(training);
  training.forEach(({ actions }, index) => {
    // Without timestamps, the order of the histories stands for time, as for the items' statistics.
    const orderAge = (training.length - 1 - index) / training.length;
    for (const action of actions) {
      const age = timed ? (lastMs - action.timestampMs) / Math.max(1, lastMs - firstMs) : orderAge;
      const weight = weightOf(action);
      recent[action.itemRow]! += weight * Math.exp(-age / RECENT_SHARE);
      all[action.itemRow]! += weight;
    }
  });
  return rowsByTrend(recent, all, categories);
}

/**
 * The rows that sell lately, by their demand.
 *
 * @param recent recent demand, [itemCount + 1]
 * @param all demand in all, [itemCount + 1]
 */
export function rowsByTrend(recent: Float64Array, all: Float64Array, categories?: Categories): Int32Array {
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const recentShare = sum(recent) / sum(all);
  const scoreOf = (row: number) =>
    (recent[row]! * (recent[row]! + PRIOR_COUNT)) / (recentShare * all[row]! + PRIOR_COUNT);
  const scores = Float64Array.from(recent, (_, row) => scoreOf(row));
  const rows = Array.from({ length: all.length - 1 }, (_, i) => i + 1)
    .filter((row) => recent[row]! > 0)
    .sort((a, b) => scores[b]! - scores[a]! || a - b);
  const countOfKind = new Map<number, number>();
  const kept = rows.filter((row, rank) => {
    const kind = categories?.ofRow[row] ?? -1;
    const inKind = countOfKind.get(kind) ?? 0;
    countOfKind.set(kind, inKind + 1);
    return rank < OF_ALL || (kind >= 0 && inKind < OF_KIND);
  });
  return Int32Array.from(kept.slice(0, MAX_TRENDING));
}
