import type { TransitionTable } from '../transitionTable.js';
import { type TransitionOptions, transitionStrengths } from './baselines.js';
import { type Content, contentTransitions } from './contentTransitions.js';
import type { TrainingHistory } from './split.js';

/**
 * Maximum number of transitions of each item: 340 kB for 12,000 items. With 32 it would be 595 kB, for 1 % more NDCG@10
 * (Amazon Beauty).
 */
export const MAX_NEIGHBOURS = 16;
/**
 * A weaker transition changes a score by less than .002, and would lower the precision of the others in the release's
 * file.
 */
const MIN_STRENGTH = 1e-6;

/** The strongest transitions of each item, counted in training and joined by its content. */
export function buildTransitions(
  training: readonly TrainingHistory[],
  itemCount: number,
  options: Omit<TransitionOptions, 'queryDecay' | 'queryLength'>,
  neighbours = MAX_NEIGHBOURS,
  content?: Content,
): TransitionTable {
  const counted = transitionStrengths(training, itemCount, options);
  return strongestTransitions(content ? contentTransitions(counted, content) : counted, neighbours);
}

/** @param strengths [itemCount + 1] maps from the row of the later item to the strength */
export function strongestTransitions(
  strengths: readonly ReadonlyMap<number, number>[],
  neighbours = MAX_NEIGHBOURS,
): TransitionTable {
  const itemCount = strengths.length - 1;
  const kept = strengths.map((transitions) =>
    [...transitions]
      .filter(([, strength]) => strength >= MIN_STRENGTH)
      // Strongest first, the lower row first among equals: the same data always gives the same table.
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, neighbours)
      .sort((a, b) => a[0] - b[0]),
  );
  const offsets = new Uint32Array(itemCount + 2);
  kept.forEach((transitions, row) => (offsets[row + 1] = offsets[row]! + transitions.length));
  const entries = kept.flat();
  return {
    offsets,
    toRows: Int32Array.from(entries, ([row]) => row),
    strengths: Float32Array.from(entries, ([, strength]) => strength),
  };
}
