import { networkWeight } from './applyScore.js';
import type { FittedScore } from './fitScore.js';

export interface ContinuedBias {
  /** [itemCount + 1], 1 for rows that change */
  readonly learnedRows: Uint8Array;
  /** The biases of the network without the score's statistics, [itemCount + 1] */
  readonly networkBias: Float32Array;
  /** Absent if the network alone ranks. */
  readonly score: FittedScore | undefined;
  /** Of all events, [statistics][itemCount + 1] */
  readonly statistics: readonly Float64Array[];
}

/**
 * The biases of a release. Learned rows are computed again from the network and the new statistics.
 *
 * @param released [releasedItemCount + 1]
 * @returns [itemCount + 1]; rows that are not learned keep their bits
 */
export function continuedBias(
  released: Float32Array,
  { learnedRows, networkBias, score, statistics }: ContinuedBias,
): Float32Array {
  const largest = released.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const continued = new Float32Array(learnedRows.length);
  continued.set(released);
  learnedRows.forEach((learned, row) => {
    if (!learned) return;
    const whole = score
      ? statistics.reduce(
          (sum, feature, s) => sum + score.weights.statistics[s]! * feature[row]!,
          networkWeight(score.weights) * networkBias[row]!,
        )
      : networkBias[row]!;
    continued[row] = Math.max(-largest, Math.min(largest, whole));
  });
  // All biases share one int8 scale: the largest divided by 127. A new largest value would change the scale, and with
  // it the rounding of every other item. Row 0 is padding and is never ranked, so it keeps the largest value.
  continued[0] = largest;
  return continued;
}
