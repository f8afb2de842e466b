import { type FittedScore, networkWeight } from './fitScore.js';

export interface ContinuedBias {
  /** [itemCount + 1], 1 for the rows that change */
  readonly learnedRows: Uint8Array;
  /** What the network is trained with, [itemCount + 1] */
  readonly network: Float32Array;
  /** Where absent, the network's biases are the whole. */
  readonly score: FittedScore | undefined;
  /** Of everything now, [statistics][itemCount + 1] */
  readonly statistics: readonly Float64Array[];
}

/**
 * A release's biases, with those of learned rows put together again from the network's and the statistics of now.
 *
 * @param released [knownCount + 1]
 * @returns [itemCount + 1]; rows that are not learned as they were, to the bit
 */
export function continuedBias(
  released: Float32Array,
  { learnedRows, network, score, statistics }: ContinuedBias,
): Float32Array {
  const largest = released.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const continued = new Float32Array(learnedRows.length);
  continued.set(released);
  learnedRows.forEach((learned, row) => {
    if (!learned) return;
    const whole = score
      ? statistics.reduce(
          (sum, feature, s) => sum + score.weights.statistics[s]! * feature[row]!,
          networkWeight(score.weights) * network[row]!,
        )
      : network[row]!;
    continued[row] = Math.max(-largest, Math.min(largest, whole));
  });
  // All biases share one int8 scale, their largest divided by 127. A larger one, or the loss of the largest, would move
  // the scale and with it what every other item is rounded to. Row 0 is padding and never ranked: it holds the largest.
  continued[0] = largest;
  return continued;
}
