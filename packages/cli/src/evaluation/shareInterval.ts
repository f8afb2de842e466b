/** The 97.5th percentile of the standard normal distribution. */
const Z = 1.959964;

/** Lower and upper bound, fractions of 1. */
export type Interval = readonly [lower: number, upper: number];

/**
 * The 95 % interval of a share by Wilson's score (Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953). Unlike
 * the mean plus or minus a multiple of its error, it has a width if the share is 0 or 1.
 *
 * @param share from 0 to 1
 * @param units independent observations. If a shopper has several examples, the number of shoppers: cautious, because
 *   the examples of one shopper are alike
 */
export function shareInterval(share: number, units: number): Interval {
  if (units === 0) return [0, 1];
  const squared = Z ** 2 / units;
  const centre = share + squared / 2;
  const reach = Z * Math.sqrt((share * (1 - share)) / units + squared / (4 * units));
  const bound = (value: number) => Math.min(1, Math.max(0, value / (1 + squared)));
  return [bound(centre - reach), bound(centre + reach)];
}

/** Such as `.312 to .398`. */
export const intervalText = (interval: Interval, separator = ' to '): string =>
  interval.map((bound) => bound.toFixed(3).replace(/^0/, '')).join(separator);
