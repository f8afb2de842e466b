import { fnv1a } from './fnv1a.js';

/**
 * A ranking that one page stores for the next, as text for local storage: the best items of the release, best first, in
 * two UTF-16 units each. It contains hashes instead of ids. So the script that orders a list before first paint needs
 * no table of items, and one `indexOf` per item.
 *
 * Layout: 'c' (all items of the release) or 't' (its best items), the time in milliseconds in base 36, '.', the codes.
 */

/**
 * The two units of a code have disjoint ranges above the characters of the header, so `indexOf` finds only whole codes.
 * Both ranges end below the surrogates.
 */
const FIRST_UNIT = 0x100;
const SECOND_UNIT = 0x4100;

/** 28 bits of a hash. With 10,000 items, an unknown id has the code of one of them with probability 4e-5. */
export function itemCode(itemId: string): string {
  const hash = fnv1a(itemId);
  return String.fromCharCode(FIRST_UNIT + (hash >>> 18), SECOND_UNIT + (hash & 0x3fff));
}

/** @param complete whether `itemIds` are all items of the release */
export function encodeRanking(itemIds: readonly string[], complete: boolean, timestampMs: number): string {
  return `${complete ? 'c' : 't'}${timestampMs.toString(36)}.${itemIds.map(itemCode).join('')}`;
}

/** The time in the header, in milliseconds since the Unix epoch; NaN for any other text. */
export const rankingTimeMs = (ranking: string): number =>
  /^[ct][\da-z]{1,9}\./.test(ranking) ? parseInt(ranking.slice(1), 36) : NaN;

/**
 * Orders a list by a ranking. Fixed items, and items that are not in the release, keep their places. If the ranking is
 * not complete, the other items follow in their order.
 *
 * @param fixed whether the item at an index keeps its place
 * @returns a permutation. Place p gets the item at index order[p]. Undefined if the ranking contains none of the items.
 */
export function orderByRanking(
  ranking: string,
  itemIds: readonly string[],
  fixed: (index: number) => boolean,
): number[] | undefined {
  const ranks = itemIds.map((itemId) => ranking.indexOf(itemCode(itemId)));
  if (ranks.every((rank) => rank < 0)) return undefined;
  const order = [...ranks.keys()];
  const movable = order.filter((index) => (ranks[index]! >= 0 || ranking[0] === 't') && !fixed(index));
  // `>>> 0` turns -1, of an item that is not in the ranking, into the largest number. The sort is stable.
  const sorted = [...movable].sort((a, b) => (ranks[a]! >>> 0) - (ranks[b]! >>> 0));
  movable.forEach((place, i) => (order[place] = sorted[i]!));
  return order;
}
