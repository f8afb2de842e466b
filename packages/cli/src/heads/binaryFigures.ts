import { seededRandom } from '@aisle/core';
import { calibrationBins, calibrationError } from '@aisle/model/train';
import type { Interval } from '../evaluation/shareInterval.js';

export interface BinaryFigures {
  /** The share of pairs of a 1 and a 0 that the probabilities order rightly. A tie counts half. */
  readonly auc: number;
  /** The mean squared distance of probability and outcome. */
  readonly brier: number;
  /** The expected calibration error of 15 bins of equal size. */
  readonly ece: number;
}

const RESAMPLES = 200;

/** @param outcomes 0 or 1, of the length of `probabilities`; both occur */
export function binaryFigures(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): BinaryFigures {
  const { length } = probabilities;
  let squares = 0;
  for (let i = 0; i < length; i++) squares += (probabilities[i]! - outcomes[i]!) ** 2;
  return {
    auc: areaUnderCurve(probabilities, outcomes),
    brier: squares / length,
    ece: calibrationError(calibrationBins(probabilities, outcomes)),
  };
}

/** Mann and Whitney's statistic (Fawcett 2006, https://doi.org/10.1016/j.patrec.2005.10.010). @returns NaN with one outcome */
function areaUnderCurve(scores: ArrayLike<number>, outcomes: ArrayLike<number>): number {
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  let [ones, zerosBelow, pairs] = [0, 0, 0];
  for (let start = 0; start < order.length; ) {
    let end = start;
    let onesOfTie = 0;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) onesOfTie += outcomes[order[end++]!]!;
    const zerosOfTie = end - start - onesOfTie;
    pairs += onesOfTie * (zerosBelow + zerosOfTie / 2);
    ones += onesOfTie;
    zerosBelow += zerosOfTie;
    start = end;
  }
  return pairs / (ones * zerosBelow);
}

/**
 * The 95 % intervals of the figures, by a bootstrap over shoppers: each resample draws shoppers with all their examples
 * (Efron & Tibshirani 1993, https://doi.org/10.1201/9780429246593, chapter 13).
 *
 * @param shoppers [examples], any numbers
 */
export function figureIntervals(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  shoppers: ArrayLike<number>,
): Readonly<Record<keyof BinaryFigures, Interval>> {
  const examplesOf = new Map<number, number[]>();
  for (let i = 0; i < shoppers.length; i++) examplesOf.set(shoppers[i]!, [...(examplesOf.get(shoppers[i]!) ?? []), i]);
  const units = [...examplesOf.values()];
  const random = seededRandom(1);
  const found = Array.from({ length: RESAMPLES }, () => {
    const drawn = units.flatMap(() => units[Math.floor(random() * units.length)]!);
    return binaryFigures(
      Float64Array.from(drawn, (i) => probabilities[i]!),
      Float64Array.from(drawn, (i) => outcomes[i]!),
    );
  });
  const interval = (name: keyof BinaryFigures): Interval => {
    // A resample with one outcome has no curve.
    const values = found
      .map((figures) => figures[name])
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    const at = (share: number) => values[Math.min(values.length - 1, Math.floor(share * values.length))]!;
    return [at(0.025), at(0.975)];
  };
  return { auc: interval('auc'), brier: interval('brier'), ece: interval('ece') };
}
