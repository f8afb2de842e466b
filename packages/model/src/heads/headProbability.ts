import type { HeadConfig } from './headConfig.js';

/** A probability, and the ends of an interval around it. All from 0 to 1. */
export interface ProbabilityRange {
  readonly probability: number;
  readonly low: number;
  readonly high: number;
}

const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
/** Infinite for 0 and 1. */
const logitOf = (probability: number) => Math.log(probability / (1 - probability));

/**
 * The calibrated probability of a logit. Its interval is that of its bin of the calibration sample: where the release gave
 * such a probability, it was right so often, at 95 %. The interval is widened to the probability if it does not contain
 * it, and is 0 to 1 for a head without reliability.
 *
 * @param logit from `sessionLogit`
 * @param intercept added to the calibrated logit and to the ends of the interval
 */
export function headProbability(
  { calibration: { scale, offset } = { scale: 1, offset: 0 }, reliability }: HeadConfig,
  logit: number,
  intercept = 0,
): ProbabilityRange {
  const calibrated = scale * logit + offset;
  const corrected = (probability: number) => sigmoid(logitOf(probability) + intercept);
  const probability = sigmoid(calibrated + intercept);
  const { bins } = reliability ?? { bins: [] };
  const { low, high } = bins.find(({ upTo }) => sigmoid(calibrated) <= upTo) ?? bins.at(-1) ?? { low: 0, high: 1 };
  return {
    probability,
    low: Math.min(probability, corrected(low)),
    high: Math.max(probability, corrected(high)),
  };
}
