import type { Action } from '../action.js';
import type { TrainingHistory } from './split.js';
import { type ItemTransitions, type TransitionCounting, transitionStrengths } from './transitionStrengths.js';

/** Scores every item after a history. The next call overwrites the array. */
export type HistoryScorer = (history: readonly Action[]) => Float64Array;

/** Scores items by the number of their actions in training. */
export function popularity(training: readonly TrainingHistory[], itemCount: number): HistoryScorer {
  const counts = countItems(training, itemCount);
  return () => counts;
}

export function countItems(training: readonly TrainingHistory[], itemCount: number): Float64Array {
  const counts = new Float64Array(itemCount + 1);
  for (const { actions } of training) for (const { itemRow } of actions) counts[itemRow]! += 1;
  return counts;
}

/** How transitions are counted and looked up. The two settings below are the baselines of the project's goals. */
export interface TransitionOptions extends TransitionCounting {
  /** Weight of the history's actions, by age: queryDecay^age. */
  readonly queryDecay: number;
  readonly queryLength: number;
}

/** Pairs of the whole history, with weights that decay by distance. */
export const SEQUENCE_TRANSITIONS: TransitionOptions = {
  pairWeight: (gap) => 0.9 ** (gap - 1),
  maxGap: Infinity,
  backwardShare: 0.5,
  fromExponent: 0.2,
  toExponent: 0.25,
  queryDecay: 0.7,
  queryLength: Infinity,
};

/** Sequential rules with weights 1 / distance (Ludewig & Jannach 2018, https://doi.org/10.1007/s11257-018-9209-6). */
export const SESSION_TRANSITIONS: TransitionOptions = {
  pairWeight: (gap) => 1 / gap,
  maxGap: 5,
  backwardShare: 0,
  fromExponent: 0,
  toExponent: 0,
  queryDecay: 0.7,
  queryLength: 10,
};

/** Transitions in the memory of a scorer, 12 bytes each. */
const MAX_REMEMBERED = 32_000_000;

/**
 * Scores items by their transitions: the sum over the history of queryDecay^age * strength. See `transitionStrengths`.
 *
 * @param maxRemembered counted transitions that stay in memory for the next histories
 */
export function transitionScorer(
  training: readonly TrainingHistory[],
  itemCount: number,
  options: TransitionOptions = SEQUENCE_TRANSITIONS,
  maxRemembered = MAX_REMEMBERED,
): HistoryScorer {
  const count = transitionStrengths(training, itemCount, options);
  const remembered = new Map<number, ItemTransitions>();
  let size = 0;
  const transitionsOf = (row: number) => {
    let transitions = remembered.get(row);
    if (transitions) return transitions;
    transitions = count(row);
    if (size > maxRemembered) {
      remembered.clear();
      size = 0;
    }
    remembered.set(row, transitions);
    size += transitions.toRows.length;
    return transitions;
  };
  const scores = new Float64Array(itemCount + 1);
  return (history) => {
    scores.fill(0);
    const oldest = Math.max(0, history.length - options.queryLength);
    for (let i = history.length - 1; i >= oldest; i--) {
      const weight = options.queryDecay ** (history.length - 1 - i);
      const { toRows, strengths } = transitionsOf(history[i]!.itemRow);
      toRows.forEach((to, entry) => (scores[to]! += weight * strengths[entry]!));
    }
    return scores;
  };
}
