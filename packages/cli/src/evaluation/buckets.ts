/** Examples whose key is in one range; `to` is absent in the last bucket. */
export interface Bucket {
  readonly from: number;
  readonly to?: number;
  readonly examples: number;
  /** Mean gain of these examples, by scorer. */
  readonly values: Readonly<Record<string, number>>;
}

/** First key of each bucket. A bucket ends before the next one. */
export const HISTORY_LENGTHS = [1, 2, 3, 5, 10, 20] as const;
export const TRAINING_COUNTS = [0, 1, 5, 20, 100] as const;

/**
 * Mean gain of the examples in each bucket. Keys below the first bucket are excluded, such as those of empty histories.
 *
 * @param keys [examples]
 * @param gains [examples], by scorer
 */
export function bucketMeans(
  starts: readonly number[],
  keys: ArrayLike<number>,
  gains: Readonly<Record<string, ArrayLike<number>>>,
): Bucket[] {
  const counts = starts.map(() => 0);
  const sums = Object.fromEntries(Object.keys(gains).map((name) => [name, starts.map(() => 0)]));
  for (let i = 0; i < keys.length; i++) {
    const bucket = starts.filter((start) => start <= keys[i]!).length - 1;
    if (bucket < 0) continue;
    counts[bucket]! += 1;
    for (const [name, values] of Object.entries(gains)) sums[name]![bucket]! += values[i]!;
  }
  return starts.map((from, bucket) => {
    const next = starts[bucket + 1];
    const values = Object.fromEntries(
      Object.entries(sums).map(([name, sum]) => [name, sum[bucket]! / Math.max(1, counts[bucket]!)]),
    );
    return { from, ...(next !== undefined && { to: next - 1 }), examples: counts[bucket]!, values };
  });
}
