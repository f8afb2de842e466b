import type { TransitionTable } from '../transitionTable.js';

/** Keeps the strongest transitions of each item. Of two equal ones, it keeps the one to the lower row. */
export function pruneTransitions({ offsets, toRows, strengths }: TransitionTable, neighbours: number): TransitionTable {
  const kept: number[] = [];
  const keptOffsets = new Uint32Array(offsets.length);
  for (let row = 0; row + 1 < offsets.length; row++) {
    const entries = Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, i) => offsets[row]! + i);
    entries.sort((a, b) => strengths[b]! - strengths[a]! || a - b);
    kept.push(...entries.slice(0, neighbours).sort((a, b) => a - b));
    keptOffsets[row + 1] = kept.length;
  }
  return {
    offsets: keptOffsets,
    toRows: Int32Array.from(kept, (i) => toRows[i]!),
    strengths: Float32Array.from(kept, (i) => strengths[i]!),
  };
}
