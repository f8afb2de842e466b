import type { Action } from '../action.js';
import type { TrainingHistory } from './split.js';

/** Scores every item after a history; the array is reused by the next call. */
export type HistoryScorer = (history: readonly Action[]) => Float64Array;

/** Items by how often they occur in training. */
export function popularity(training: readonly TrainingHistory[], itemCount: number): HistoryScorer {
  const counts = countItems(training, itemCount);
  return () => counts;
}

export function countItems(training: readonly TrainingHistory[], itemCount: number): Float64Array {
  const counts = new Float64Array(itemCount + 1);
  for (const { actions } of training) for (const { itemRow } of actions) counts[itemRow]! += 1;
  return counts;
}

/** Shape of a transition table; the two settings below are the ones that the project's goals compare against. */
export interface TransitionOptions {
  /** Weight of a pair of training actions `gap` steps and `elapsedMs` apart. */
  readonly pairWeight: (gap: number, elapsedMs: number) => number;
  readonly maxGap: number;
  /** Share of the weight that also counts from the later item to the earlier one. */
  readonly backwardShare: number;
  /** Exponents of the counts that divide a transition: of the item come from, of the item gone to. */
  readonly fromExponent: number;
  readonly toExponent: number;
  /** Weight of the history's actions, by age: queryDecay^age. */
  readonly queryDecay: number;
  readonly queryLength: number;
}

export const SEQUENCE_TRANSITIONS: TransitionOptions = {
  pairWeight: (gap) => 0.9 ** (gap - 1),
  maxGap: Infinity,
  backwardShare: 0.5,
  fromExponent: 0.2,
  toExponent: 0.25,
  queryDecay: 0.7,
  queryLength: Infinity,
};

export const SESSION_TRANSITIONS: TransitionOptions = {
  pairWeight: (gap) => 1 / gap,
  maxGap: 5,
  backwardShare: 0,
  fromExponent: 0,
  toExponent: 0,
  queryDecay: 0.7,
  queryLength: 10,
};

/** Transitions of every item, divided by the items' counts: [itemCount + 1] maps from the item gone to, to the strength. */
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
 * A decayed item-to-item transition table: score(b) = sum over the history of queryDecay^age * C[a][b] /
 * ((n_a + 1)^fromExponent (n_b + 1)^toExponent), n being training counts.
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
