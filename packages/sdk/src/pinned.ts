/** The positions of the items that may move. */
export function unpinnedPositions<T>(
  items: readonly T[],
  pinned: (item: T, index: number) => unknown = () => false,
): number[] {
  return [...items.keys()].filter((index) => !pinned(items[index]!, index));
}

/**
 * Orders the items at the given positions among these positions. All others stay.
 *
 * @param order a permutation of 0 to listPositions.length - 1: listPositions[i] gets the item of listPositions[order[i]]
 */
export function orderUnpinned<T>(items: readonly T[], listPositions: readonly number[], order: ArrayLike<number>): T[] {
  const ordered = [...items];
  listPositions.forEach((listPosition, i) => (ordered[listPosition] = items[listPositions[order[i]!]!]!));
  return ordered;
}
