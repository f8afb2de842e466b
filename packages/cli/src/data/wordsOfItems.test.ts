import { parseItemId } from '@aisle/core';
import { expect, test } from 'vitest';
import type { ItemMetadata } from './itemMetadata.js';
import { wordsOfItems } from './wordsOfItems.js';

const item = (itemId: string, texts: Pick<ItemMetadata, 'title' | 'description'>): ItemMetadata => ({
  itemId: parseItemId(itemId),
  ...texts,
});
/** How many values two items share. */
function shared(items: readonly ItemMetadata[], a: number, b: number): number {
  const { offsets, ids } = wordsOfItems(
    items,
    items.map(({ itemId }) => itemId),
  )!;
  const of = (i: number) => ids.subarray(offsets[i + 1]!, offsets[i + 2]!);
  return of(a).filter((id) => of(b).includes(id)).length;
}

test('items share the words of title and description', () => {
  const items = [
    item('A', { title: 'Dome tent' }),
    item('B', { title: 'Sleeping bag', description: 'Fits any tent.' }),
    item('C', { title: 'Gas stove' }),
  ];
  // "tent" and its groups <te, ten, ent, nt>.
  expect(shared(items, 0, 1)).toBe(5);
  expect(shared(items, 0, 2)).toBe(0);
});

test('inflections and compounds share groups of characters', () => {
  const items = [item('A', { title: 'Zelt' }), item('B', { title: 'Kuppelzelte' }), item('C', { title: 'Ofen' })];
  // zel and elt; "zelt" is a word of one item only.
  expect(shared(items, 0, 1)).toBe(2);
});

test('case and accents are ignored, also in other scripts', () => {
  expect(shared([item('A', { title: 'CAFÉ' }), item('B', { title: 'cafe' })], 0, 1)).toBe(5);
  expect(shared([item('A', { title: '帐篷' }), item('B', { title: '帐篷' })], 0, 1)).toBe(3);
});

test('values of one item are dropped, and unlisted items have none', () => {
  const words = wordsOfItems([item('A', { title: 'one' }), item('B', { title: 'other' })], ['A', 'unlisted', 'B'])!;
  expect([words.count, words.ids.length, [...words.offsets]]).toEqual([0, 0, [0, 0, 0, 0, 0]]);
});

test('without texts, there are no words', () => {
  expect(wordsOfItems([item('A', {})], ['A'])).toBeUndefined();
});
