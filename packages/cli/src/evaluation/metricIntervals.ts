import { gainsOfRanks, type MetricName, type Metrics } from '@aisle/model/train';
import { gainInterval } from './gainInterval.js';
import type { Interval } from './shareInterval.js';

/** 95 % intervals by metric. */
export type MetricIntervals = Readonly<Partial<Record<MetricName, Interval>>>;

/**
 * The intervals of all metrics of a ranking.
 *
 * @param ranks [examples], 1 for the best
 * @param unitOfExample as for `gainInterval`
 */
export function metricIntervals(
  metrics: Metrics,
  ranks: ArrayLike<number>,
  unitOfExample: ArrayLike<number>,
): MetricIntervals {
  const names = Object.keys(metrics).filter((name) => name !== 'users') as MetricName[];
  return Object.fromEntries(names.map((name) => [name, gainInterval(gainsOfRanks(ranks, name), unitOfExample)]));
}
