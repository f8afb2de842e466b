import type { HistoryColumns } from './historyColumns.js';

/**
 * Where each item occurs. The occurrences of row r are `histories[i]` and `entries[i]`, where i runs from `offsets[r]` to
 * `offsets[r + 1] - 1`, in the order of the histories.
 */
export interface ItemOccurrences {
  /** [itemCount + 2] */
  readonly offsets: Uint32Array;
  readonly histories: Uint32Array;
  /** Indices into the columns of the histories. */
  readonly entries: Uint32Array;
}

/** The occurrences of the items of a list of histories. */
export function itemOccurrences(
  { offsets: starts, itemRows }: Pick<HistoryColumns, 'offsets' | 'itemRows'>,
  itemCount: number,
): ItemOccurrences {
  const offsets = new Uint32Array(itemCount + 2);
  for (const itemRow of itemRows) offsets[itemRow + 1]! += 1;
  for (let row = 0; row <= itemCount; row++) offsets[row + 1]! += offsets[row]!;
  const next = offsets.slice();
  const found = {
    offsets,
    histories: new Uint32Array(itemRows.length),
    entries: new Uint32Array(itemRows.length),
  };
  for (let history = 0; history + 1 < starts.length; history++) {
    for (let entry = starts[history]!; entry < starts[history + 1]!; entry++) {
      const at = next[itemRows[entry]!]!++;
      found.histories[at] = history;
      found.entries[at] = entry;
    }
  }
  return found;
}
