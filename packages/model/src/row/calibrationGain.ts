/** The part of the shopper's mixture in the smoothed mixture of the row, as in the paper. */
const SMOOTHING = 0.01;

/**
 * How much nearer one more item of a kind brings the mixture of a row to the mixture of the shopper: the difference of
 * the Kullback-Leibler divergences (Steck 2018, Calibrated recommendations: https://doi.org/10.1145/3240323.3240372).
 * Terms that are the same for all kinds are excluded.
 *
 * @param share of the kind in the shopper's mixture
 * @param countOfKind items of the kind in the row so far
 * @param length items of the row so far
 */
export function calibrationGain(share: number, countOfKind: number, length: number): number {
  if (share === 0) return 0;
  const shareInRow = (count: number) => (1 - SMOOTHING) * (count / (length + 1)) + SMOOTHING * share;
  return share * Math.log(shareInRow(countOfKind + 1) / shareInRow(countOfKind));
}
