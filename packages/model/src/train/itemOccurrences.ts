/**
 * Where each item occurs. The occurrences of row r are `histories[i]` and `historyIndices[i]`, where i runs from
 * `offsets[r]` to `offsets[r + 1] - 1`.
 */
export interface ItemOccurrences {
  /** [itemCount + 2] */
  readonly offsets: Uint32Array;
  readonly histories: Uint32Array;
  readonly historyIndices: Uint32Array;
}

/** The occurrences of the items of a list of histories. */
export function itemOccurrences(
  histories: readonly (readonly { readonly itemRow: number }[])[],
  itemCount: number,
): ItemOccurrences {
  const offsets = new Uint32Array(itemCount + 2);
  for (const history of histories) for (const { itemRow } of history) offsets[itemRow + 1]! += 1;
  for (let row = 0; row <= itemCount; row++) offsets[row + 1]! += offsets[row]!;
  const next = offsets.slice();
  const total = offsets.at(-1)!;
  const found = { offsets, histories: new Uint32Array(total), historyIndices: new Uint32Array(total) };
  histories.forEach((history, h) =>
    history.forEach(({ itemRow }, historyIndex) => {
      const at = next[itemRow]!++;
      found.histories[at] = h;
      found.historyIndices[at] = historyIndex;
    }),
  );
  return found;
}
