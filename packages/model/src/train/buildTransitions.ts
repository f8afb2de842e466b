import type { TransitionTable } from '../transitionTable.js';
import { type TransitionOptions, transitionStrengths } from './baselines.js';
import type { TrainingHistory } from './split.js';

/** The most transitions kept of each item: 340 kB of the release of a shop of 12,000 items; 32 would take 595 kB for 1 % more NDCG@10 (Beauty). */
export const MAX_NEIGHBOURS = 16;
/** A weaker transition moves no score by more than .002, and would take the others' precision in the release's file. */
const MIN_STRENGTH = 1e-6;

/** The strongest transitions of each item. */
export function buildTransitions(
  training: readonly TrainingHistory[],
  itemCount: number,
  options: Omit<TransitionOptions, 'queryDecay' | 'queryLength'>,
  neighbours = MAX_NEIGHBOURS,
): TransitionTable {
  const kept = transitionStrengths(training, itemCount, options).map((transitions) =>
    [...transitions]
      .filter(([, strength]) => strength >= MIN_STRENGTH)
      // Strongest first, the lower row of two equal ones: the same table from the same data.
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
