import { flipProbability, KEEP_PROBABILITY } from './unaryEncoding.js';

/** Quantiles of a normal distribution for a two-sided test at 5 % with a power of 80 %. */
export const TEST_QUANTILES = 1.959964 + 0.841621;

/**
 * How a device reports whether it reached the goal. `exact`: as it is. `randomised-response`: one bit, which is true with
 * probability e^ε / (e^ε + 1) (Warner 1965, https://doi.org/10.1080/01621459.1965.10480775). `unary`: `encodeBucket`.
 */
export type ReportMechanism = 'exact' | 'randomised-response' | 'unary';

/** The variance of one device's estimate, if a share of the devices reaches the goal. */
function varianceOf(share: number, mechanism: ReportMechanism, epsilon: number): number {
  if (mechanism === 'exact') return share * (1 - share);
  const q = flipProbability(epsilon);
  const p = mechanism === 'unary' ? KEEP_PROBABILITY : 1 - q;
  const observed = share * p + (1 - share) * q;
  return (observed * (1 - observed)) / (p - q) ** 2;
}

/**
 * Devices in each of two equal groups to see a difference of shares, at 5 % with a power of 80 %:
 * (z₀.₉₇₅ + z₀.₈)² (v₁ + v₂) / (s₂ − s₁)².
 *
 * @param shares of success in the two groups, 0 to 1, different
 * @param epsilon without a meaning for `exact`
 */
export function devicesNeeded(
  [first, second]: readonly [number, number],
  mechanism: ReportMechanism,
  epsilon = Number.POSITIVE_INFINITY,
): number {
  const variance = varianceOf(first, mechanism, epsilon) + varianceOf(second, mechanism, epsilon);
  return Math.ceil((TEST_QUANTILES ** 2 * variance) / (second - first) ** 2);
}
