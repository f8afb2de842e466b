import type { TrainingHistory } from './split.js';

/** Recent means: an event loses a factor e for every such share of the log's whole span. */
const RECENT_SHARE = 0.1;

export interface TimeSpan {
  /** Milliseconds since the Unix epoch. */
  readonly firstMs: number;
  readonly lastMs: number;
}

export function timeSpan(training: readonly TrainingHistory[]): TimeSpan {
  let [firstMs, lastMs] = [Infinity, -Infinity];
  for (const { actions } of training) {
    for (const { timestampMs } of actions) {
      firstMs = Math.min(firstMs, timestampMs);
      lastMs = Math.max(lastMs, timestampMs);
    }
  }
  return { firstMs, lastMs };
}

/**
 * What is known of every item beside any shopper, as features of a score: [itemCount + 1] each, log(1 + count) of its
 * actions, of its recent actions and of the times that it was the answer.
 *
 * @param timed whether timestamps tell when; else the order of the histories does
 * @param recency the span that ages are shares of; an event after it counts more than one
 */
export function itemStatistics(
  training: readonly TrainingHistory[],
  itemCount: number,
  timed: boolean,
  recency?: TimeSpan,
): Float64Array[] {
  const [actionCount, recentCount, labelCount] = [0, 1, 2].map(() => new Float64Array(itemCount + 1)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const { firstMs, lastMs } = recency ?? timeSpan(training);
  training.forEach(({ actions, labelRows }, index) => {
    const orderAge = (training.length - 1 - index) / training.length;
    actions.forEach(({ itemRow, timestampMs }, i) => {
      const age = timed ? (lastMs - timestampMs) / Math.max(1, lastMs - firstMs) : orderAge;
      actionCount[itemRow]! += 1;
      recentCount[itemRow]! += Math.exp(-age / RECENT_SHARE);
      labelCount[labelRows[i]!]! += 1;
    });
  });
  labelCount[0] = 0;
  return [actionCount, recentCount, labelCount].map((counts) => counts.map(Math.log1p));
}
