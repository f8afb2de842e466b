import type { Difference } from './shareDifference.js';

const Z = 1.959964;

/** Sums over the devices of a group. A device without an order has the value 0. */
export interface GroupSums {
  readonly devices: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** The squared standard error of a mean. Infinite below two devices. */
function squaredError({ devices, sum, sumOfSquares }: GroupSums): number {
  if (devices < 2) return Number.POSITIVE_INFINITY;
  return Math.max(0, sumOfSquares - sum ** 2 / devices) / (devices - 1) / devices;
}

/** The difference of two means with its 95 % interval, without the assumption of equal variances (Welch 1938). */
export function meanDifference(treated: GroupSums, holdout: GroupSums): Difference {
  const difference = treated.sum / treated.devices - holdout.sum / holdout.devices;
  const reach = Z * Math.sqrt(squaredError(treated) + squaredError(holdout));
  return { difference, interval: [difference - reach, difference + reach] };
}
