import type { TransitionTable } from '../transitionTable.js';

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
 * @param counted [itemCount + 1] maps from the row of the later item to the strength
 * @returns new maps
 */
export function contentTransitions(
  counted: readonly ReadonlyMap<number, number>[],
  { neighbours, rule }: Content,
): Map<number, number>[] {
  const { offsets, toRows, strengths } = neighbours;
  const strongest = counted.map((transitions) => {
    let most = 0;
    for (const strength of transitions.values()) most = Math.max(most, strength);
    return most;
  });
  const mean =
    strongest.reduce((sum, strength) => sum + strength, 0) / strongest.filter((most) => most > 0).length || 1;
  return counted.map((transitions, row) => {
    const joined = new Map(transitions);
    const weight = rule.weight * (rule.shape === 'added' ? 1 : strongest[row]! || mean);
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const to = toRows[entry]!;
      joined.set(to, (joined.get(to) ?? 0) + weight * strengths[entry]!);
    }
    return joined;
  });
}
