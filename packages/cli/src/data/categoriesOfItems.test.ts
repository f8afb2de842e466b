import type { ItemId } from '@aisle/core';
import { expect, test } from 'vitest';
import { categoriesOfItems } from './categoriesOfItems.js';

const item = (itemId: string, category?: string) => ({ itemId: itemId as ItemId, ...(category && { category }) });

test('an item has the category of its whole path', () => {
  const found = categoriesOfItems(
    [item('a', 'Outdoor > Tents'), item('b', ' Outdoor>Tents '), item('c', 'Outdoor'), item('d')],
    ['c', 'a', 'b', 'd', 'e'],
  );
  expect(found).toEqual({ names: ['Outdoor', 'Outdoor > Tents'], ofRow: Int32Array.of(-1, 0, 1, 1, -1, -1) });
});

test('categories of items outside of the log have no name', () => {
  expect(categoriesOfItems([item('a', 'Tents'), item('b', 'Lamps')], ['b'])).toEqual({
    names: ['Lamps'],
    ofRow: Int32Array.of(-1, 0),
  });
});

test('a catalogue without categories has none', () => {
  expect(categoriesOfItems([item('a'), item('b', ' > ')], ['a', 'b'])).toBeUndefined();
});

test('names are cut to what a release can store', () => {
  const [one, two] = ['x'.repeat(400), `${'x'.repeat(300)}y`];
  expect(categoriesOfItems([item('a', one), item('b', two)], ['a', 'b'])).toEqual({
    names: ['x'.repeat(300)],
    ofRow: Int32Array.of(-1, 0, 0),
  });
});
