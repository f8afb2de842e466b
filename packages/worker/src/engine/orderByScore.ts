/**
 * Orders a list by score. Items that the release does not know keep their positions. The others fill the remaining
 * positions, best first. Equal scores keep their order.
 *
 * @param scores Scores of the known items, in list order.
 * @returns [itemIds.length]. A permutation: position p gets the item at index order[p]
 */
export function orderByScore(
  itemIds: readonly string[],
  rowOf: (itemId: string) => number | undefined,
  scores: ArrayLike<number>,
): Uint32Array {
  const positions = [...itemIds.keys()].filter((index) => rowOf(itemIds[index]!) !== undefined);
  const ranked = [...positions.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
  const order = Uint32Array.from(itemIds.keys());
  positions.forEach((position, i) => (order[position] = positions[ranked[i]!]!));
  return order;
}
