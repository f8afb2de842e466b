/**
 * A ranking that one page leaves for the next, as text for local storage: the best items of the catalogue, best first, two
 * UTF-16 units each. It holds hashes in place of ids, so that the script which orders a list before first paint needs no
 * table of items, and one `indexOf` an item.
 *
 * Layout: 'c' (the whole catalogue of the release) or 't' (its best items), the time in milliseconds, base 36, '.', codes.
 */

/** Above every character of the head, and the two halves of a code apart, so that `indexOf` finds whole codes only. Below the surrogates. */
const FIRST_UNIT = 0x100;
const SECOND_UNIT = 0x4100;

/** 28 bits of FNV-1a: of 10,000 items, a stranger's code is one of theirs with a chance of 4e-5. */
export function itemCode(itemId: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < itemId.length; i++) hash = Math.imul(hash ^ itemId.charCodeAt(i), 0x01000193);
  return String.fromCharCode(FIRST_UNIT + (hash >>> 18), SECOND_UNIT + (hash & 0x3fff));
}

/** @param complete whether these are all items of the release */
export function encodeRanking(itemIds: readonly string[], complete: boolean, timestampMs: number): string {
  return `${complete ? 'c' : 't'}${timestampMs.toString(36)}.${itemIds.map(itemCode).join('')}`;
}

/** When it was made, by its head; NaN for any other text. */
export const rankingTimeMs = (ranking: string): number =>
  /^[ct][\da-z]{1,9}\./.test(ranking) ? parseInt(ranking.slice(1), 36) : NaN;

/**
 * Orders a list by a ranking. Items that the release does not know keep their places, as those that may not move do; where
 * the ranking holds the best items only, the others come after them in their given order.
 *
 * @param fixed indices that keep their places
 * @returns a permutation, place p getting the item at index order[p]; undefined where the ranking knows none of the items
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
  // -1, of an item that is not among the best, becomes the largest number there is; a sort leaves equal ones as they come.
  const sorted = [...movable].sort((a, b) => (ranks[a]! >>> 0) - (ranks[b]! >>> 0));
  movable.forEach((place, i) => (order[place] = sorted[i]!));
  return order;
}
