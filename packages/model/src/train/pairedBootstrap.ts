import { seededRandom } from '@aisle/core';
import type { Example } from './split.js';

/** Whether one ranking is better than another on the same examples, or only luckier with them. */
export interface PairedBootstrap {
  /** Mean over the examples of the first minus the second. */
  readonly difference: number;
  /** One-sided: how often a resample shows no advantage of the first, (1 + times) / (1 + resamples). */
  readonly pValue: number;
  readonly resamples: number;
  /** What was drawn: users, or sessions. */
  readonly units: number;
}

/**
 * Draws as many units as there are, with replacement, each with all its examples (Efron & Tibshirani 1993, chapter 16).
 *
 * @param differences [examples], the first ranking's gain minus the second's
 * @param unitOfExample [examples], numbered from 0 without gaps
 */
export function pairedBootstrap(
  differences: ArrayLike<number>,
  unitOfExample: ArrayLike<number>,
  { resamples = 10_000, seed = 1 }: { readonly resamples?: number; readonly seed?: number } = {},
): PairedBootstrap {
  const unitSums: number[] = [];
  let total = 0;
  for (let i = 0; i < differences.length; i++) {
    const unit = unitOfExample[i]!;
    unitSums[unit] = (unitSums[unit] ?? 0) + differences[i]!;
    total += differences[i]!;
  }
  // The sign of a mean is that of its sum, however many examples the drawn units have.
  const sums = Float64Array.from(unitSums);
  const random = seededRandom(seed);
  let noAdvantage = 0;
  for (let resample = 0; resample < resamples; resample++) {
    let sum = 0;
    for (let i = 0; i < sums.length; i++) sum += sums[Math.floor(random() * sums.length)]!;
    if (sum <= 0) noAdvantage += 1;
  }
  return {
    difference: total / Math.max(1, differences.length),
    pValue: (1 + noAdvantage) / (1 + resamples),
    resamples,
    units: sums.length,
  };
}

/**
 * The user or session of each example, numbered from 0. Prefixes of one session may come with ids of their own: an
 * example whose history and label begin its neighbour's history is of the same session.
 *
 * @returns [examples]
 */
export function resamplingUnits(examples: readonly Example[]): Int32Array {
  const unitOfUser = new Map<string, number>();
  const units = new Int32Array(examples.length);
  let count = 0;
  examples.forEach((example, i) => {
    const before = examples[i - 1];
    const sameSession = before !== undefined && (extendsTo(before, example) || extendsTo(example, before));
    const unit = unitOfUser.get(example.userId) ?? (sameSession ? units[i - 1]! : count++);
    unitOfUser.set(example.userId, unit);
    units[i] = unit;
  });
  return units;
}

/** Whether the longer history is the shorter one, then its label, then perhaps more. */
function extendsTo(shorter: Example, longer: Example): boolean {
  const { history, labelRow } = shorter;
  if (history.length === 0 || longer.history[history.length]?.itemRow !== labelRow) return false;
  return history.every(({ itemRow }, i) => itemRow === longer.history[i]!.itemRow);
}
