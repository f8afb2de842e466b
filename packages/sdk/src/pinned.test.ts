import { seededRandom, shuffle } from '@aisle/core';
import { expect, test } from 'vitest';
import { freePlaces, orderFreePlaces } from './pinned.js';

test('pinned items keep their places, the others come in their order into those that are left', () => {
  const items = ['A', 'b', 'C', 'd', 'e'];
  const places = freePlaces(items, (item) => item === item.toUpperCase());
  expect(places).toEqual([1, 3, 4]);
  // e, b, d.
  expect(orderFreePlaces(items, places, [2, 0, 1])).toEqual(['A', 'e', 'C', 'b', 'd']);
  expect(items).toEqual(['A', 'b', 'C', 'd', 'e']);
});

test('by place as well as by item; none and all', () => {
  const items = ['a', 'b', 'c'];
  expect(freePlaces(items, (_, index) => index === 0)).toEqual([1, 2]);
  expect(orderFreePlaces(items, freePlaces(items, undefined), [2, 0, 1])).toEqual(['c', 'a', 'b']);
  expect(freePlaces(items, () => true)).toEqual([]);
  expect(orderFreePlaces(items, [], [])).toEqual(items);
});

test('a permutation comes out, whatever is pinned', () => {
  const random = seededRandom(3);
  for (let round = 0; round < 500; round++) {
    const items = Array.from({ length: Math.floor(random() * 12) }, (_, i) => ({ i }));
    const isPinned = items.map(() => random() < 0.4);
    const places = freePlaces(items, (_, index) => isPinned[index]);
    const order = Uint32Array.from(places.keys());
    shuffle(order, random);
    const ordered = orderFreePlaces(items, places, order);
    expect(new Set(ordered)).toEqual(new Set(items));
    expect(ordered).toHaveLength(items.length);
    items.forEach((item, index) => isPinned[index] && expect(ordered[index]).toBe(item));
    expect(ordered.filter((_, index) => !isPinned[index])).toEqual([...order].map((i) => items[places[i]!]));
  }
});
