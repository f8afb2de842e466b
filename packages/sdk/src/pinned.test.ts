import { seededRandom, shuffle } from '@aisle/core';
import { expect, test } from 'vitest';
import { orderUnpinned, unpinnedPositions } from './pinned.js';

test('pinned items keep their positions and the others fill the rest', () => {
  const items = ['A', 'b', 'C', 'd', 'e'];
  const listPositions = unpinnedPositions(items.map((item) => item === item.toUpperCase()));
  expect(listPositions).toEqual([1, 3, 4]);
  // e, b, d.
  expect(orderUnpinned(items, listPositions, [2, 0, 1])).toEqual(['A', 'e', 'C', 'b', 'd']);
  expect(items).toEqual(['A', 'b', 'C', 'd', 'e']);
});

test('all items can be pinned, or none', () => {
  const items = ['a', 'b', 'c'];
  expect(orderUnpinned(items, unpinnedPositions([false, false, false]), [2, 0, 1])).toEqual(['c', 'a', 'b']);
  expect(unpinnedPositions([true, true, true])).toEqual([]);
  expect(orderUnpinned(items, [], [])).toEqual(items);
});

test('the result is a permutation for any pinned items', () => {
  const random = seededRandom(3);
  for (let round = 0; round < 500; round++) {
    const items = Array.from({ length: Math.floor(random() * 12) }, (_, i) => ({ i }));
    const isPinned = items.map(() => random() < 0.4);
    const listPositions = unpinnedPositions(isPinned);
    const order = Uint32Array.from(listPositions.keys());
    shuffle(order, random);
    const ordered = orderUnpinned(items, listPositions, order);
    expect(new Set(ordered)).toEqual(new Set(items));
    expect(ordered).toHaveLength(items.length);
    items.forEach((item, index) => isPinned[index] && expect(ordered[index]).toBe(item));
    expect(ordered.filter((_, index) => !isPinned[index])).toEqual([...order].map((i) => items[listPositions[i]!]));
  }
});
