import type { Action } from '../action.js';
import type { TrainingHistory } from './split.js';

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
export interface TransitionOptions {
  /** Weight of a pair of training actions `gap` steps and `elapsedMs` apart. */
  readonly pairWeight: (gap: number, elapsedMs: number) => number;
  readonly maxGap: number;
  /** Share of the weight that is also counted from the later item to the earlier one. */
  readonly backwardShare: number;
  /** A transition is divided by these powers of the two items' counts. */
  readonly fromExponent: number;
  readonly toExponent: number;
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

/**
 * The transitions of every item, with the strength C[a][b] / ((n_a + 1)^fromExponent (n_b + 1)^toExponent). Without order
 * and distance, this is the similarity by conditional probability (Deshpande & Karypis 2004,
 * https://doi.org/10.1145/963770.963776). C is the weight of all pairs, n the number of actions.
 *
 * @returns [itemCount + 1] maps from the row of the later item to the strength
 */
export function transitionStrengths(
  training: readonly TrainingHistory[],
  itemCount: number,
  options: Omit<TransitionOptions, 'queryDecay' | 'queryLength'>,
): Map<number, number>[] {
  const table: Map<number, number>[] = Array.from({ length: itemCount + 1 }, () => new Map());
  const addTo = (from: number, to: number, weight: number) =>
    table[from]!.set(to, (table[from]!.get(to) ?? 0) + weight);
  for (const { actions } of training) {
    for (let later = 1; later < actions.length; later++) {
      for (let earlier = Math.max(0, later - options.maxGap); earlier < later; earlier++) {
        const weight = options.pairWeight(later - earlier, actions[later]!.timestampMs - actions[earlier]!.timestampMs);
        if (weight === 0) continue;
        addTo(actions[earlier]!.itemRow, actions[later]!.itemRow, weight);
        if (options.backwardShare > 0)
          addTo(actions[later]!.itemRow, actions[earlier]!.itemRow, weight * options.backwardShare);
      }
    }
  }
  const counts = countItems(training, itemCount);
  table.forEach((transitions, from) => {
    for (const [to, weight] of transitions) {
      transitions.set(
        to,
        weight * (counts[from]! + 1) ** -options.fromExponent * (counts[to]! + 1) ** -options.toExponent,
      );
    }
  });
  return table;
}

/**
 * Scores items by their transitions: the sum over the history of queryDecay^age * strength. See `transitionStrengths`.
 */
export function transitionScorer(
  training: readonly TrainingHistory[],
  itemCount: number,
  options: TransitionOptions = SEQUENCE_TRANSITIONS,
): HistoryScorer {
  const strengths = transitionStrengths(training, itemCount, options);
  const scores = new Float64Array(itemCount + 1);
  return (history) => {
    scores.fill(0);
    const oldest = Math.max(0, history.length - options.queryLength);
    for (let i = history.length - 1; i >= oldest; i--) {
      const weight = options.queryDecay ** (history.length - 1 - i);
      for (const [to, strength] of strengths[history[i]!.itemRow]!) scores[to]! += weight * strength;
    }
    return scores;
  };
}
