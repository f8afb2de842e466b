import { type Interval, shareInterval } from './shareInterval.js';

/**
 * The 95 % interval of a mean gain: Wilson's interval of a share, with the number of independent observations that would
 * give the mean its standard error. So it holds for gains between 0 and 1 such as NDCG, and for several examples of one
 * shopper. This use of an effective sample size is that of Korn & Graubard 1998
 * (https://www150.statcan.gc.ca/n1/pub/12-001-x/1998002/article/4356-eng.pdf). The standard error is the usual one of a
 * mean over clusters.
 *
 * @param gains [examples], 0 to 1
 * @param unitOfExample [examples], the shopper or session of each example, as a number
 */
export function gainInterval(gains: ArrayLike<number>, unitOfExample: ArrayLike<number>): Interval {
  const examples = gains.length;
  let total = 0;
  for (let i = 0; i < examples; i++) total += gains[i]!;
  const mean = total / Math.max(1, examples);
  const residuals = new Map<number, number>();
  for (let i = 0; i < examples; i++) {
    const unit = unitOfExample[i]!;
    residuals.set(unit, (residuals.get(unit) ?? 0) + gains[i]! - mean);
  }
  const units = residuals.size;
  let squares = 0;
  for (const residual of residuals.values()) squares += residual * residual;
  const squaredError = (squares * units) / (Math.max(1, units - 1) * examples * examples);
  // If all gains are equal, nothing shows how far they vary. Then each shopper is one observation.
  const isEqual = units < 2 || squaredError < 1e-15;
  return shareInterval(mean, isEqual ? units : (mean * (1 - mean)) / squaredError);
}
