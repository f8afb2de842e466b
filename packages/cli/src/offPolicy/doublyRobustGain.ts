import { doublyRobust, type PredictedDecision } from './doublyRobust.js';

/** The 97.5 % quantile of a normal distribution. */
const Z = 1.959964;

/** How much more reward one policy brings than another, for one decision. */
export interface PolicyGain {
  readonly gain: number;
  /** 95 %. */
  readonly interval: readonly [number, number];
  /** Whether the interval is above 0. */
  readonly isSignificant: boolean;
}

/**
 * Compares two policies by the doubly robust estimator on the same decisions. Both are evaluated on every decision, so
 * the interval is that of the mean of paired differences.
 *
 * @param decisions at least two, each as `policy` and as `baseline` sees it. None may have chosen a policy or a prediction
 */
export function doublyRobustGain(
  decisions: readonly { readonly policy: PredictedDecision; readonly baseline: PredictedDecision }[],
): PolicyGain {
  const differences = decisions.map(({ policy, baseline }) => doublyRobust([policy]) - doublyRobust([baseline]));
  const count = differences.length;
  const gain = differences.reduce((sum, difference) => sum + difference, 0) / count;
  const squares = differences.reduce((sum, difference) => sum + (difference - gain) ** 2, 0);
  const reach = Z * Math.sqrt(squares / (count - 1) / count);
  return { gain, interval: [gain - reach, gain + reach], isSignificant: gain > reach };
}
