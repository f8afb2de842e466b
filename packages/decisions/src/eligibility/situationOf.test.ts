import { type EventInput, parseEvent } from '@aisle/core';
import { expect, test } from 'vitest';
import { situationOf } from './situationOf.js';

const DAY_MS = 86_400_000;
const START = 1_700_000_000_000;
const history = (...events: EventInput[]) => events.map((event) => parseEvent(event, 0));
const on = (
  day: number,
  type: 'add_to_cart' | 'remove_from_cart' | 'view_item' | 'purchase',
  item: object,
  currency = 'EUR',
) => ({ type, timestampMs: START + day * DAY_MS, currency, items: [{ item_id: 'a', ...item }] }) as EventInput;

test('an empty history has an empty cart and a session that begins now', () => {
  expect(situationOf([], START, 'EUR')).toEqual({
    nowMs: START,
    sessionStartMs: START,
    cart: { items: 0, value: 0 },
    orders: 0,
    viewedCategories: [],
  });
});

test('the cart has what was added and not removed or bought', () => {
  const events = history(
    on(0, 'add_to_cart', { price: 99 }),
    on(0, 'purchase', {}),
    on(2, 'add_to_cart', { quantity: 3, price: 10 }),
    on(2, 'remove_from_cart', {}),
    on(2, 'add_to_cart', { item_id: 'b', price: 7 }, 'USD'),
    on(2, 'view_item', { item_category: 'Shoes > Boots' }),
  );
  // Two of a at 10; b has a price in another currency.
  expect(situationOf(events, START + 2 * DAY_MS + 5000, 'EUR')).toEqual({
    nowMs: START + 2 * DAY_MS + 5000,
    sessionStartMs: START + 2 * DAY_MS,
    cart: { items: 3, value: 20 },
    orders: 1,
    daysAway: 2,
    viewedCategories: ['Shoes > Boots', 'Shoes', 'Boots'],
  });
});

test('a pause of more than 30 minutes begins a session', () => {
  const events = history(on(0, 'view_item', {}));
  expect(situationOf(events, START + 1_800_000, 'EUR').sessionStartMs).toBe(START);
  expect(situationOf(events, START + 1_800_001, 'EUR').sessionStartMs).toBe(START + 1_800_001);
});
