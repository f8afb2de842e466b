import { TEST_QUANTILES } from '@aisle/decisions';

/**
 * The smallest difference of shares that groups of these sizes show, at 5 % with a power of 80 %:
 * (z₀.₉₇₅ + z₀.₈) · √(s (1 − s) (1/n₁ + 1/n₂)).
 *
 * @param share of devices that order without the intervention
 */
export const smallestEffect = (share: number, treated: number, holdout: number): number =>
  TEST_QUANTILES * Math.sqrt(share * (1 - share) * (1 / treated + 1 / holdout));

/**
 * How many times more devices are needed if an intervention can reach only this share of them. The effect over all devices
 * shrinks by the share, and devices grow with the square of a smaller effect.
 */
export const growthOfSample = (eligibleShare: number): number => 1 / eligibleShare ** 2;
