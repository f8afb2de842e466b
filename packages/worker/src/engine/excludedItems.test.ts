import { type EventInput, parseEvent } from '@aisle/core';
import { expect, test } from 'vitest';
import { excludedItems, itemsInCart, itemsPurchased } from './excludedItems.js';

type Line = string | readonly [itemId: string, quantity: number];
const event = (type: 'add_to_cart' | 'remove_from_cart' | 'purchase' | 'view_item', ...lines: readonly Line[]) =>
  parseEvent(
    {
      type,
      items: lines.map((line) =>
        typeof line === 'string' ? { item_id: line } : { item_id: line[0], quantity: line[1] },
      ),
    } as EventInput,
    0,
  );

test.each([
  ['nothing', [], []],
  ['what was added', [event('add_to_cart', 'a', 'b'), event('view_item', 'c')], ['a', 'b']],
  ['what was removed is out', [event('add_to_cart', 'a', 'b'), event('remove_from_cart', 'a')], ['b']],
  [
    'of two, one that is removed leaves one',
    [event('add_to_cart', ['a', 2]), event('remove_from_cart', ['a', 1])],
    ['a'],
  ],
  [
    'two that were added one by one go together',
    [event('add_to_cart', 'a'), event('add_to_cart', 'a'), event('remove_from_cart', ['a', 2])],
    [],
  ],
  ['removed without a number, all go', [event('add_to_cart', ['a', 3]), event('remove_from_cart', 'a')], []],
  ['more removed than known owes nothing', [event('remove_from_cart', ['a', 2]), event('add_to_cart', 'a')], ['a']],
  ['what was bought is out', [event('add_to_cart', ['a', 3], 'b'), event('purchase', 'a')], ['b']],
  [
    'what was added after the purchase is in',
    [event('add_to_cart', 'a'), event('purchase', 'a'), event('add_to_cart', 'a')],
    ['a'],
  ],
])('cart: %s', (_, events, expected) => {
  expect([...itemsInCart(events)]).toEqual(expected);
});

test('bought is what any purchase holds', () => {
  expect([...itemsPurchased([event('add_to_cart', 'a'), event('purchase', 'b', 'c'), event('purchase', 'b')])]).toEqual(
    ['b', 'c'],
  );
});

test('excludes only what the request names', () => {
  const events = [event('add_to_cart', 'a', 'b'), event('purchase', 'b')];
  expect(excludedItems({}, events)).toEqual([]);
  expect(excludedItems({ exclude: ['x'] }, events)).toEqual(['x']);
  expect(excludedItems({ excludeCart: true }, events)).toEqual(['a']);
  expect(excludedItems({ excludePurchased: true, excludeCart: false }, events)).toEqual(['b']);
  expect(excludedItems({ exclude: ['x'], excludeCart: true, excludePurchased: true }, events)).toEqual(['x', 'a', 'b']);
});
