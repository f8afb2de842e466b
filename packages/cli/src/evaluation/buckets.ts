import { gainInterval } from './gainInterval.js';
import type { Interval } from './shareInterval.js';

/** Examples whose key is in one range; `to` is absent in the last bucket. */
export interface Bucket {
  readonly from: number;
  readonly to?: number;
  readonly examples: number;
  /** Mean gain of these examples, by scorer. */
  readonly values: Readonly<Record<string, number>>;
  /** 95 % intervals of the values. Absent if the shoppers of the examples are not given, and without examples. */
  readonly intervals?: Readonly<Record<string, Interval>>;
}

/** First key of each bucket. A bucket ends before the next one. */
export const HISTORY_LENGTHS = [1, 2, 3, 5, 10, 20] as const;
export const TRAINING_COUNTS = [0, 1, 5, 20, 100] as const;

/**
 * Mean gain of the examples in each bucket. Keys below the first bucket are excluded, such as those of empty histories.
 *
 * @param keys [examples]
 * @param gains [examples], by scorer
 * @param unitOfExample [examples], shopper or session, for intervals
 */
export function bucketMeans(
  starts: readonly number[],
  keys: ArrayLike<number>,
  gains: Readonly<Record<string, ArrayLike<number>>>,
  unitOfExample?: ArrayLike<number>,
): Bucket[] {
  const members: number[][] = starts.map(() => []);
  for (let i = 0; i < keys.length; i++) members[starts.filter((start) => start <= keys[i]!).length - 1]?.push(i);
  return starts.map((from, bucket) => {
    const next = starts[bucket + 1];
    const examples = members[bucket]!;
    const byScorer = <T>(of: (gains: readonly number[]) => T) =>
      Object.fromEntries(Object.entries(gains).map(([name, all]) => [name, of(examples.map((i) => all[i]!))]));
    const units = unitOfExample && examples.map((i) => unitOfExample[i]!);
    return {
      from,
      ...(next !== undefined && { to: next - 1 }),
      examples: examples.length,
      values: byScorer((found) => found.reduce((sum, gain) => sum + gain, 0) / Math.max(1, found.length)),
      ...(units && examples.length > 0 && { intervals: byScorer((found) => gainInterval(found, units)) }),
    };
  });
}
