/** @param pinned for each item, whether it keeps its position. @returns the positions of the others */
export function unpinnedPositions(pinned: readonly boolean[]): number[] {
  return [...pinned.keys()].filter((index) => !pinned[index]);
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
