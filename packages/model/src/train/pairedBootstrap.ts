import { seededRandom } from '@aisle/core';
import type { Example } from './split.js';

/** Result of a test whether one ranking is better than another on the same examples. */
export interface PairedBootstrap {
  /** Mean over the examples of the first minus the second. */
  readonly difference: number;
  /**
   * One-sided: (1 + b) / (1 + resamples), where b resamples show no advantage of the first. It is never 0 (Phipson &
   * Smyth 2010, https://arxiv.org/abs/1603.05766).
   */
  readonly pValue: number;
  readonly resamples: number;
  /** Number of resampled units, which are users or sessions. */
  readonly units: number;
}

/**
 * A paired bootstrap test over units (Efron & Tibshirani 1993, https://doi.org/10.1201/9780429246593, chapter 16). Each
 * resample draws units with replacement, as many as there are. A unit brings all its examples.
 *
 * @param differences [examples], first gain minus second gain
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
  // The mean has the sign of the sum, so the number of drawn examples does not matter.
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
 * The user or session of each example, numbered from 0. Prefixes of one session may have different ids. If the history
 * and label of an example begin the history of its neighbour, both belong to one session.
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

/** Whether the longer history begins with the shorter one and its label. */
function extendsTo(shorter: Example, longer: Example): boolean {
  const { history, labelRow } = shorter;
  if (history.length === 0 || longer.history[history.length]?.itemRow !== labelRow) return false;
  return history.every(({ itemRow }, i) => itemRow === longer.history[i]!.itemRow);
}
