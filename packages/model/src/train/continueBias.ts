/** Sum of the weighed statistics of one item. @param weights none for a score that has none */
export function weighedStatistics(weights: readonly number[], statistics: readonly Float64Array[], row: number): number {
  return weights.reduce((sum, weight, s) => sum + weight * statistics[s]![row]!, 0);
}

export interface ContinuedBias {
  /** [itemCount + 1], 1 for the rows that change */
  readonly learnedRows: Uint8Array;
  /** Of the score, one for each statistic; none where the biases hold no statistics. */
  readonly weights: readonly number[];
  /** [statistics][itemCount + 1], of what the release was trained on and of everything now */
  readonly before: readonly Float64Array[];
  readonly now: readonly Float64Array[];
}

/**
 * A release's biases with the statistics of changed items counted again; a new item gets its statistics and, for what the
 * network would have learned of it, the mean of the others.
 *
 * @param bias a release's, [knownCount + 1]
 * @returns [itemCount + 1]; rows that are not learned as they were, to the bit
 */
export function continuedBias(bias: Float32Array, { learnedRows, weights, before, now }: ContinuedBias): Float32Array {
  const knownCount = bias.length - 1;
  const largest = bias.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let networkSum = 0;
  for (let row = 1; row <= knownCount; row++) networkSum += bias[row]! - weighedStatistics(weights, before, row);
  const continued = new Float32Array(learnedRows.length);
  continued.set(bias);
  learnedRows.forEach((learned, row) => {
    if (!learned) return;
    const kept = row <= knownCount ? bias[row]! - weighedStatistics(weights, before, row) : networkSum / knownCount;
    continued[row] = Math.max(-largest, Math.min(largest, kept + weighedStatistics(weights, now, row)));
  });
  // All biases share one int8 scale, their largest divided by 127. A larger one, or the loss of the largest, would move
  // the scale and with it what every other item is rounded to. Row 0 is padding and never ranked: it holds the largest.
  continued[0] = largest;
  return continued;
}
