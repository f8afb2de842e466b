import { type HeadConfig, headProbability, type Reliability, SESSION_FEATURES } from '@aisle/model';
import { type CalibrationBin, calibrationBins } from '@aisle/model/train';
import type { Interval } from '../evaluation/shareInterval.js';
import { type BinaryFigures, binaryFigures, figureIntervals } from './binaryFigures.js';
import { arrivalProbabilities } from './fitHead.js';
import type { HeadQuestion } from './headQuestions.js';
import type { HeadSlices } from './headSlices.js';
import { reliabilityBins } from './reliabilityBins.js';

/** How good the probabilities of a head were on the test slice. */
export interface MeasuredHead {
  readonly questions: number;
  readonly shoppers: number;
  readonly figures: BinaryFigures;
  readonly intervals: Readonly<Record<keyof BinaryFigures, Interval>>;
  /** Of the same questions, by a regression on what is known when a shopper arrives. */
  readonly arrival: BinaryFigures;
  /** By the number of actions in the session before the question, for numbers with enough questions. */
  readonly aucByActions: readonly { readonly actions: number; readonly questions: number; readonly auc: number }[];
  readonly bins: readonly CalibrationBin[];
  readonly reliability: Reliability;
}

/** With fewer, an area under the curve says nothing. */
const MIN_QUESTIONS_BY_ACTIONS = 100;
const PURCHASES = SESSION_FEATURES.indexOf('purchases');

const outcomesOf = (questions: readonly HeadQuestion[]) => questions.map(({ outcome }) => outcome);
const rounded = (share: number) => Number(share.toFixed(4));

/** @param logits of the test slice, by the quantised head */
export function measureHead(head: HeadConfig, logits: Float64Array, slices: HeadSlices): MeasuredHead {
  const { test } = slices;
  const probabilities = logits.map((logit) => headProbability(head, logit).probability);
  const outcomes = outcomesOf(test);
  const shoppers = test.map(({ shopper }) => shopper);
  return {
    questions: test.length,
    shoppers: new Set(shoppers).size,
    figures: binaryFigures(probabilities, outcomes),
    intervals: figureIntervals(probabilities, outcomes, shoppers),
    arrival: binaryFigures(arrivalProbabilities(slices), outcomes),
    aucByActions: aucByActions(probabilities, test),
    bins: calibrationBins(probabilities, outcomes),
    reliability: { baseRate: rounded(baseRate(test)), bins: reliabilityBins(probabilities, test) },
  };
}

function aucByActions(probabilities: Float64Array, questions: readonly HeadQuestion[]) {
  const numbers = [...new Set(questions.map(({ knownOfSession }) => knownOfSession))].sort((a, b) => a - b);
  return numbers.flatMap((actions) => {
    const members = questions.flatMap(({ knownOfSession }, i) => (knownOfSession === actions ? [i] : []));
    const { auc } = binaryFigures(
      members.map((i) => probabilities[i]!),
      members.map((i) => questions[i]!.outcome),
    );
    return members.length >= MIN_QUESTIONS_BY_ACTIONS && Number.isFinite(auc)
      ? [{ actions, questions: members.length, auc }]
      : [];
  });
}

/** The share of sessions in which it happened. Sessions are counted by their first question, if it is asked in each. */
function baseRate(questions: readonly HeadQuestion[]): number {
  const first = questions.filter(({ knownOfSession }) => knownOfSession === 1);
  const sessions = first.length > 0 ? first : questions;
  const happened = sessions.filter(({ outcome, inputs, knownOfSession }) => {
    // A session can begin with a purchase, after which it is too late to ask.
    return outcome === 1 || (knownOfSession === 1 && inputs[PURCHASES]! > 0);
  });
  return happened.length / Math.max(1, sessions.length);
}
