import type { TransitionTable } from '../transitionTable.js';
import type { ItemTransitions, TransitionsOf } from './transitionStrengths.js';

/**
 * How similarity by content joins the counted transitions. `added` adds weight * similarity to a strength. `share` adds
 * it times the item's strongest counted transition. An item without any has the mean of the others.
 */
export interface ContentRule {
  readonly shape: 'added' | 'share';
  readonly weight: number;
}

export interface Content {
  /** Of `contentNeighbours`. */
  readonly neighbours: TransitionTable;
  readonly rule: ContentRule;
}

/** The rules that the trainer tries, besides counts alone. They are the same for every shop. */
export const CONTENT_RULES: readonly ContentRule[] = (['added', 'share'] as const).flatMap((shape) =>
  [0.02, 0.05, 0.1, 0.2, 0.4].map((weight) => ({ shape, weight })),
);

/**
 * Adds the items that are similar by content to counted transitions.
 *
 * @param neighbours of `contentNeighbours`
 */
export function contentTransitions(
  counted: TransitionsOf,
  { offsets, toRows: similarRows, strengths: similarities }: TransitionTable,
): (rule: ContentRule) => TransitionsOf {
  const strongestOf = ({ strengths }: ItemTransitions) => strengths.reduce((most, one) => Math.max(most, one), 0);
  let known: number | undefined;
  /** The mean over the items with transitions. */
  const meanStrongest = () => {
    if (known !== undefined) return known;
    const strongest = Float64Array.from({ length: offsets.length - 1 }, (_, row) => strongestOf(counted(row)));
    const sum = strongest.reduce((total, most) => total + most, 0);
    known = sum / strongest.filter((most) => most > 0).length || 1;
    return known;
  };
  return ({ shape, weight }) =>
    (row) => {
      const transitions = counted(row);
      const scale = weight * (shape === 'added' ? 1 : strongestOf(transitions) || meanStrongest());
      const joined = new Map<number, number>();
      transitions.toRows.forEach((to, entry) => joined.set(to, transitions.strengths[entry]!));
      for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
        const to = similarRows[entry]!;
        joined.set(to, (joined.get(to) ?? 0) + scale * similarities[entry]!);
      }
      const toRows = Int32Array.from(joined.keys()).sort();
      return { toRows, strengths: Float64Array.from(toRows, (to) => joined.get(to)!) };
    };
}
