import { expect, test } from 'vitest';
import { type EventInput, parseEvent } from './events.js';
import { type Exclusions, excludedItems, itemsInCart, itemsPurchased } from './excludedItems.js';

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
  ['is empty without events', [], []],
  ['contains added items', [event('add_to_cart', 'a', 'b'), event('view_item', 'c')], ['a', 'b']],
  ['loses removed items', [event('add_to_cart', 'a', 'b'), event('remove_from_cart', 'a')], ['b']],
  [
    'keeps the rest after a partial removal',
    [event('add_to_cart', ['a', 2]), event('remove_from_cart', ['a', 1])],
    ['a'],
  ],
  [
    'adds up quantities of several events',
    [event('add_to_cart', 'a'), event('add_to_cart', 'a'), event('remove_from_cart', ['a', 2])],
    [],
  ],
  [
    'loses all units if a removal has no quantity',
    [event('add_to_cart', ['a', 3]), event('remove_from_cart', 'a')],
    [],
  ],
  ['never counts below zero', [event('remove_from_cart', ['a', 2]), event('add_to_cart', 'a')], ['a']],
  ['loses purchased items', [event('add_to_cart', ['a', 3], 'b'), event('purchase', 'a')], ['b']],
  [
    'contains items added again after their purchase',
    [event('add_to_cart', 'a'), event('purchase', 'a'), event('add_to_cart', 'a')],
    ['a'],
  ],
])('cart %s', (_, events, expected) => {
  expect([...itemsInCart(events)]).toEqual(expected);
});

test('purchased items are those of every purchase', () => {
  expect([...itemsPurchased([event('add_to_cart', 'a'), event('purchase', 'b', 'c'), event('purchase', 'b')])]).toEqual(
    ['b', 'c'],
  );
});

test('excludedItems excludes only what the request asks for', () => {
  const events = [event('view_item', 'c'), event('add_to_cart', 'a', 'b'), event('purchase', 'b')];
  const excluded = (exclusions: Exclusions) => [...excludedItems(exclusions, events)];
  expect(excluded({})).toEqual([]);
  expect(excluded({ exclude: ['x'] })).toEqual(['x']);
  expect(excluded({ excludeViewed: true })).toEqual(['c']);
  expect(excluded({ excludeCart: true })).toEqual(['a']);
  expect(excluded({ excludePurchased: true, excludeCart: false })).toEqual(['b']);
  expect(excluded({ exclude: ['x'], excludeCart: true, excludePurchased: true })).toEqual(['x', 'a', 'b']);
});
