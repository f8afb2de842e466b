/** The places of the items that may move. */
export function freePlaces<T>(
  items: readonly T[],
  pinned: (item: T, index: number) => unknown = () => false,
): number[] {
  return [...items.keys()].filter((index) => !pinned(items[index]!, index));
}

/**
 * The items with those of the free places in a new order among these.
 *
 * @param order a permutation of 0 to places.length - 1: the i-th free place gets the item of the free place order[i]
 */
export function orderFreePlaces<T>(items: readonly T[], places: readonly number[], order: ArrayLike<number>): T[] {
  const ordered = [...items];
  places.forEach((place, i) => (ordered[place] = items[places[order[i]!]!]!));
  return ordered;
}
