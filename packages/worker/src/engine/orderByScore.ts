/**
 * Orders a list by score. Items that the release does not know keep their places; the others share the remaining places,
 * best first, equal scores in their given order.
 *
 * @param scores of the known items only, in their given order
 * @returns [itemIds.length], a permutation: place p gets the item at index order[p]
 */
export function orderByScore(
  itemIds: readonly string[],
  rowOf: (itemId: string) => number | undefined,
  scores: ArrayLike<number>,
): Uint32Array {
  const places = [...itemIds.keys()].filter((index) => rowOf(itemIds[index]!) !== undefined);
  const ranked = [...places.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
  const order = Uint32Array.from(itemIds.keys());
  places.forEach((place, i) => (order[place] = places[ranked[i]!]!));
  return order;
}
