import type { Action } from './action.js';

/** How a transition memory is asked, and how much its answer counts. Part of the model's config; chosen by the trainer. */
export interface TransitionConfig {
  /** An action of age n (0 for the latest) asks with weight queryDecay^n. */
  readonly queryDecay: number;
  /** Only the latest actions ask. */
  readonly queryLength: number;
  /** The memory adds weight * log(1 + scale * recalled) to a score. */
  readonly weight: number;
  readonly scale: number;
}

/** Transitions between items, the strongest of each item only: row r's are entries offsets[r] to offsets[r + 1] - 1. */
export interface TransitionTable {
  /** [itemCount + 2] */
  readonly offsets: Uint32Array;
  /** [entries], embedding rows, ascending within an item */
  readonly toRows: Int32Array;
  /** [entries], above 0 */
  readonly strengths: Float32Array;
}

/**
 * What the memory knows of a history: for every item that some asking action leads to, the sum over those actions of
 * queryDecay^age * strength.
 *
 * @param onTransition gets each term of those sums, with the index in `history` of the action that it comes from
 */
export function lookupTransitions(
  transitions: TransitionTable,
  config: Pick<TransitionConfig, 'queryDecay' | 'queryLength'>,
  history: readonly Action[],
  onTransition?: (toRow: number, strengths: number, historyIndex: number) => void,
): Map<number, number> {
  const strengths = new Map<number, number>();
  const oldest = Math.max(0, history.length - config.queryLength);
  let weight = 1;
  for (let i = history.length - 1; i >= oldest; i--) {
    const { itemRow } = history[i]!;
    for (let entry = transitions.offsets[itemRow]!; entry < transitions.offsets[itemRow + 1]!; entry++) {
      const toRow = transitions.toRows[entry]!;
      const term = weight * transitions.strengths[entry]!;
      strengths.set(toRow, (strengths.get(toRow) ?? 0) + term);
      onTransition?.(toRow, term, i);
    }
    weight *= config.queryDecay;
  }
  return strengths;
}

/** What a recalled strength adds to a score (a logit). Its logarithm: a product of the two models' probabilities. */
export function transitionScore(config: TransitionConfig, recalled: number): number {
  return config.weight * Math.log1p(config.scale * recalled);
}
