import type { TrainingHistory } from './split.js';

/** An event's weight falls by a factor e for each such share of the log's time span. */
export const RECENT_SHARE = 0.1;

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
 * Statistics of every item over all shoppers, as features of a score. Each is log(1 + count): of the item's actions, of
 * its recent actions, and of its labels.
 *
 * @param timed whether the timestamps are real. If not, the order of the histories stands for time.
 * @param recency the time span for ages. An event after it counts more than 1.
 * @returns three features, [itemCount + 1] each
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
