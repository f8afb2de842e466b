import { fnv1a } from '@aisle/core';
import type { ItemAttributes } from '@aisle/model/train';
import type { ItemMetadata } from './itemMetadata.js';

/** Further words of a description are its fine print. */
const MAX_WORDS = 64;
const GRAM_LENGTH = 3;
/** Values are hashed into so many buckets (Weinberger et al. 2009, https://arxiv.org/abs/0902.2206). */
const BUCKETS = 2 ** 20;

/**
 * Words of title and description, and the groups of three characters within them. The groups find compounds and
 * inflections, in any language. Case and accents are ignored.
 */
function termsOf({ title = '', description = '' }: ItemMetadata): Set<string> {
  const text = `${title} ${description}`.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const terms = new Set<string>();
  for (const word of words.slice(0, MAX_WORDS)) {
    terms.add(word);
    const marked = [...`<${word}>`];
    for (let i = 0; i + GRAM_LENGTH <= marked.length; i++) terms.add(marked.slice(i, i + GRAM_LENGTH).join(''));
  }
  return terms;
}

const bucketOf = (term: string) => (fnv1a(term) >>> 0) % BUCKETS;

/**
 * The words of each item as values. A value of only one item is dropped, because it has no neighbour.
 *
 * @param itemIds row r is that of `itemIds[r - 1]`
 * @returns undefined if no item has a title or a description
 */
export function wordsOfItems(
  itemMetadata: readonly ItemMetadata[],
  itemIds: readonly string[],
): ItemAttributes | undefined {
  if (!itemMetadata.some(({ title, description }) => title || description)) return undefined;
  const metadataOf = new Map<string, ItemMetadata>(itemMetadata.map((item) => [item.itemId, item]));
  const bucketsOf = itemIds.map((itemId) => {
    const item = metadataOf.get(itemId);
    return item ? [...new Set([...termsOf(item)].map(bucketOf))] : [];
  });
  const itemCounts = new Uint32Array(BUCKETS);
  for (const buckets of bucketsOf) for (const bucket of buckets) itemCounts[bucket]! += 1;
  const idOfBucket = new Map<number, number>();
  itemCounts.forEach((count, bucket) => count > 1 && idOfBucket.set(bucket, idOfBucket.size));
  const offsets = new Uint32Array(itemIds.length + 2);
  const ids: number[] = [];
  bucketsOf.forEach((buckets, i) => {
    for (const bucket of buckets) if (itemCounts[bucket]! > 1) ids.push(idOfBucket.get(bucket)!);
    offsets[i + 2] = ids.length;
  });
  return { count: idOfBucket.size, offsets, ids: Int32Array.from(ids) };
}
