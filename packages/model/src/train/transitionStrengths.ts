import { ACTION_TYPES } from '@aisle/core';
import { isChoice } from '../choice.js';
import { historyColumns } from './historyColumns.js';
import { itemOccurrences } from './itemOccurrences.js';
import type { TrainingHistory } from './split.js';

/** How transitions are counted. */
export interface TransitionCounting {
  /** Weight of a pair of training actions `gap` steps and `elapsedMs` apart. */
  readonly pairWeight: (gap: number, elapsedMs: number) => number;
  readonly maxGap: number;
  /** Share of the weight that is also counted from the later item to the earlier one. */
  readonly backwardShare: number;
  /** Share of the weight that a pair counts towards a cart or purchase. Default: 1. */
  readonly choiceShare?: number;
  /** A transition is divided by these powers of the two items' counts. */
  readonly fromExponent: number;
  readonly toExponent: number;
}

/** The transitions of one item. */
export interface ItemTransitions {
  /** Rows of the later items, ascending. */
  readonly toRows: Int32Array;
  readonly strengths: Float64Array;
}

/** The transitions of the item with this row. */
export type TransitionsOf = (row: number) => ItemTransitions;

/**
 * The transitions of every item, with the strength C[a][b] / ((n_a + 1)^fromExponent (n_b + 1)^toExponent). Without order
 * and distance, this is the similarity by conditional probability (Deshpande & Karypis 2004,
 * https://doi.org/10.1145/963770.963776). C is the weight of all pairs, n the number of actions.
 *
 * Each call counts one item, because all pairs of a large log would not fit into memory.
 */
export function transitionStrengths(
  training: readonly TrainingHistory[],
  itemCount: number,
  { pairWeight, maxGap, backwardShare, choiceShare = 1, fromExponent, toExponent }: TransitionCounting,
): TransitionsOf {
  const { offsets: starts, itemRows, typeIndices, timestampsMs } = historyColumns(training);
  const { offsets, histories, entries } = itemOccurrences({ offsets: starts, itemRows }, itemCount);
  const powersOfCounts = (exponent: number) =>
    Float64Array.from({ length: itemCount + 1 }, (_, row) => (offsets[row + 1]! - offsets[row]! + 1) ** -exponent);
  const [fromFactors, toFactors] = [powersOfCounts(fromExponent), powersOfCounts(toExponent)];
  const shares = Float64Array.from(ACTION_TYPES, (_, typeIndex) => (isChoice({ typeIndex }) ? choiceShare : 1));
  const weights = new Float64Array(itemCount + 1);
  const found = new Int32Array(itemCount + 1);
  let foundCount = 0;

  /** Adds to the item of an action. */
  function add(entry: number, weight: number): void {
    if (weight === 0) return;
    const to = itemRows[entry]!;
    if (weights[to] === 0) found[foundCount++] = to;
    weights[to]! += weight * shares[typeIndices[entry]!]!;
  }

  const weightOf = (earlier: number, later: number) =>
    pairWeight(later - earlier, timestampsMs[later]! - timestampsMs[earlier]!);

  /** Adds the pairs of `row` in one history. Its occurrences there are `entries[first]` to `entries[end - 1]`. */
  function addHistory(row: number, history: number, first: number, end: number): void {
    // Later actions ascend, and so do earlier ones: the order of the sums decides their last bits.
    for (let later = entries[first]!; later < starts[history + 1]!; later++) {
      while (first < end && entries[first]! < later - maxGap) first += 1;
      if (first === end) return;
      later = Math.max(later, entries[first]!);
      if (backwardShare > 0 && itemRows[later] === row) {
        for (let earlier = Math.max(starts[history]!, later - maxGap); earlier < later; earlier++) {
          const weight = weightOf(earlier, later);
          if (itemRows[earlier] === row) add(later, weight);
          add(earlier, weight * backwardShare);
        }
      } else {
        for (let i = first; i < end && entries[i]! < later; i++) add(later, weightOf(entries[i]!, later));
      }
    }
  }

  return (row) => {
    for (let i = offsets[row]!; i < offsets[row + 1]!; ) {
      const first = i;
      while (i < offsets[row + 1]! && histories[i] === histories[first]) i += 1;
      addHistory(row, histories[first]!, first, i);
    }
    const toRows = found.slice(0, foundCount).sort();
    const strengths = new Float64Array(foundCount);
    for (let i = 0; i < foundCount; i++) {
      const to = toRows[i]!;
      strengths[i] = weights[to]! * fromFactors[row]! * toFactors[to]!;
      weights[to] = 0;
    }
    foundCount = 0;
    return { toRows, strengths };
  };
}
