import { seededRandom } from '@aisle/core';
import type { TransitionTable } from '@aisle/model';

/** A table with random entries of each item, of strengths from .1 to 1.6. */
export function randomTable(seed: number, itemCount: number, entriesPerItem: number): TransitionTable {
  const random = seededRandom(seed);
  const rows = Array.from({ length: itemCount }, () => {
    const found = new Set<number>();
    while (found.size < entriesPerItem) found.add(1 + Math.floor(random() * itemCount));
    return [...found].sort((a, b) => a - b);
  });
  return {
    offsets: Uint32Array.from({ length: itemCount + 2 }, (_, row) => entriesPerItem * Math.max(0, row - 1)),
    toRows: Int32Array.from(rows.flat()),
    strengths: Float32Array.from(rows.flat(), (_, i) => 0.1 + 0.1 * (i % 16)),
  };
}
