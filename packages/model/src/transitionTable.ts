import type { Action } from './action.js';
import { isChoice } from './choice.js';

/**
 * How a history looks up transitions, and how much they add to a score. Part of the model's config; the trainer chooses
 * it.
 */
export interface TransitionConfig {
  /** An action of age n (0 for the latest) has the weight queryDecay^n. */
  readonly queryDecay: number;
  /** Only this many of the latest actions are looked up. */
  readonly queryLength: number;
  /** A cart or purchase counts as this many other actions. Absent: as one. */
  readonly choiceWeight?: number;
  /** The transitions add weight * log(1 + scale * strength) to a score. */
  readonly weight: number;
  readonly scale: number;
}

/**
 * The strongest transitions of each item, as an item-to-item table (Linden et al. 2003,
 * https://doi.org/10.1109/MIC.2003.1167344). The transitions of row r are entries offsets[r] to offsets[r + 1] - 1.
 */
export interface TransitionTable {
  /** [itemCount + 2] */
  readonly offsets: Uint32Array;
  /** [entries], embedding rows, ascending within an item */
  readonly toRows: Int32Array;
  /** [entries], above 0 */
  readonly strengths: Float32Array;
}

/** The part of `TransitionConfig` that `lookupTransitions` reads. */
export type TransitionQuery = Pick<TransitionConfig, 'queryDecay' | 'queryLength' | 'choiceWeight'>;

/**
 * Looks up the transitions of a history. An item's strength is the sum of queryDecay^age * strength over the actions,
 * times `choiceWeight` for carts and purchases. Without these weights, it is the item-based model of Deshpande & Karypis (2004, https://doi.org/10.1145/963770.963776).
 *
 * @param onTransition receives each term and the index of its action
 * @returns strengths by embedding row
 */
export function lookupTransitions(
  transitions: TransitionTable,
  { queryDecay, queryLength, choiceWeight = 1 }: TransitionQuery,
  history: readonly Pick<Action, 'itemRow' | 'typeIndex'>[],
  onTransition?: (toRow: number, strength: number, historyIndex: number) => void,
): Map<number, number> {
  const strengths = new Map<number, number>();
  const oldest = Math.max(0, history.length - queryLength);
  let decay = 1;
  for (let i = history.length - 1; i >= oldest; i--) {
    const { itemRow } = history[i]!;
    const weight = isChoice(history[i]!) ? decay * choiceWeight : decay;
    for (let entry = transitions.offsets[itemRow]!; entry < transitions.offsets[itemRow + 1]!; entry++) {
      const toRow = transitions.toRows[entry]!;
      const term = weight * transitions.strengths[entry]!;
      strengths.set(toRow, (strengths.get(toRow) ?? 0) + term);
      onTransition?.(toRow, term, i);
    }
    decay *= queryDecay;
  }
  return strengths;
}

/**
 * What a strength adds to a score, as a logit. Adding logarithms multiplies the probabilities of network and
 * transitions: a product of experts (Hinton 2002, https://doi.org/10.1162/089976602760128018).
 */
export function transitionScore(config: TransitionConfig, strength: number): number {
  return config.weight * Math.log1p(config.scale * strength);
}
