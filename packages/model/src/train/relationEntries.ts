import type { TransitionTable } from '../transitionTable.js';

/** A related item. */
export type Entry = readonly [row: number, strength: number];

/** Strongest first, the lower row first among equals: the same data always gives the same table. */
const byStrength = (a: Entry, b: Entry) => b[1] - a[1] || a[0] - b[0];

export function strongestEntries(entries: Iterable<Entry>, count: number): Entry[] {
  return [...entries].sort(byStrength).slice(0, count);
}

/** The entries of one row of a table. */
export function entriesOfRow({ offsets, toRows, strengths }: TransitionTable, row: number): Entry[] {
  const found: Entry[] = [];
  for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) found.push([toRows[entry]!, strengths[entry]!]);
  return found;
}

/** The related items of several items, each item weighted. Sums by row. */
export function sumOfEntries(lists: readonly (readonly Entry[])[], items: readonly Entry[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const [item, weight] of items)
    for (const [row, strength] of lists[item]!) sums.set(row, (sums.get(row) ?? 0) + weight * strength);
  return sums;
}

/** @param lists by row, in any order */
export function tableOfEntries(lists: readonly (readonly Entry[])[]): TransitionTable {
  const offsets = new Uint32Array(lists.length + 1);
  const entries = lists.flatMap((list, row) => {
    offsets[row + 1] = offsets[row]! + list.length;
    return [...list].sort((a, b) => a[0] - b[0]);
  });
  return {
    offsets,
    toRows: Int32Array.from(entries, ([row]) => row),
    strengths: Float32Array.from(entries, ([, strength]) => strength),
  };
}
