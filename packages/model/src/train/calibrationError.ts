/** Guo et al. 2017 use 15 bins as well. */
const CALIBRATION_BINS = 15;

/** A group of predictions of similar probability. */
export interface CalibrationBin {
  readonly predictions: number;
  /** Mean of the predicted probabilities. */
  readonly probability: number;
  /** Share of the predictions that came true. */
  readonly frequency: number;
}

/**
 * Groups predictions by their probability into bins of equal size (Nixon et al. 2019,
 * https://arxiv.org/abs/1904.01685). Bins of equal width would leave most of them empty, because nearly all
 * probabilities of an item are small.
 *
 * @param probabilities [predictions], 0 to 1
 * @param outcomes [predictions], 1 if the prediction came true, else 0
 * @returns lowest probabilities first; fewer bins if there are fewer predictions
 */
export function calibrationBins(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  count = CALIBRATION_BINS,
): CalibrationBin[] {
  const order = Array.from({ length: probabilities.length }, (_, i) => i);
  order.sort((a, b) => probabilities[a]! - probabilities[b]! || a - b);
  const bins = Math.min(count, order.length);
  return Array.from({ length: bins }, (_, bin) => {
    const members = order.slice(Math.floor((bin * order.length) / bins), Math.floor(((bin + 1) * order.length) / bins));
    const mean = (values: ArrayLike<number>) => members.reduce((sum, i) => sum + values[i]!, 0) / members.length;
    return { predictions: members.length, probability: mean(probabilities), frequency: mean(outcomes) };
  });
}

/**
 * Expected calibration error: the mean distance of probability and frequency, weighted by the predictions of each bin
 * (Guo et al. 2017, https://arxiv.org/abs/1706.04599).
 */
export function calibrationError(bins: readonly CalibrationBin[]): number {
  const total = bins.reduce((sum, { predictions }) => sum + predictions, 0);
  return bins.reduce(
    (sum, { predictions, probability, frequency }) =>
      sum + (predictions / Math.max(1, total)) * Math.abs(probability - frequency),
    0,
  );
}
