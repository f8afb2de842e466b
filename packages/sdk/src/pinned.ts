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
 * @param order a permutation of 0 to positions.length - 1: position i gets the item of position order[i]
 */
export function orderUnpinned<T>(items: readonly T[], positions: readonly number[], order: ArrayLike<number>): T[] {
  const ordered = [...items];
  positions.forEach((position, i) => (ordered[position] = items[positions[order[i]!]!]!));
  return ordered;
}
