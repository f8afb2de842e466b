import type { BucketEstimate } from '@aisle/decisions';
import type { GroupShare } from './shareDifference.js';

/**
 * The devices and successes that would have given this estimate without noise, with the same standard error: n = s (1 − s)
 * / e². So a policy trusts reports with noise as much as they deserve.
 *
 * @returns whole numbers. No device if the noise leaves less than one, or if the estimate is not between 0 and 1
 */
export function effectiveCounts({ share, standardError }: BucketEstimate): GroupShare {
  if (!(share > 0 && share < 1)) return { devices: 0, successes: 0 };
  const devices = Math.round((share * (1 - share)) / standardError ** 2);
  return { devices, successes: Math.round(share * devices) };
}
