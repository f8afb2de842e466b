import type { ActionType } from '@aisle/core';
import { EventLogBuilder } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { logCounts } from './logCounts.js';

const HOUR_MS = 3_600_000;

type Event = readonly [userId: string, itemId: string, type: ActionType, hour?: number];

function countsOf(events: readonly Event[]) {
  const builder = new EventLogBuilder();
  for (const [userId, itemId, type, hour] of events)
    builder.add(userId, itemId, type, hour === undefined ? undefined : hour * HOUR_MS);
  return logCounts(builder.build());
}

/** Shopper u compares A and B, buys both with C, returns a day later and buys A again. Shopper v sees a list. */
const SHOP: readonly Event[] = [
  ['u', 'A', 'view_item', 1],
  ['u', 'B', 'view_item', 1],
  ['u', 'A', 'add_to_cart', 1.1],
  ['u', 'A', 'purchase', 1.2],
  ['u', 'C', 'purchase', 1.2],
  ['u', 'A', 'purchase', 25],
  ['v', 'B', 'view_item_list', 3],
];

test('visits, orders, comparisons and steps are counted', () => {
  expect(countsOf(SHOP)).toEqual({
    eventsByType: { view_item_list: 1, view_item: 2, add_to_cart: 1, purchase: 3 },
    eventsOfShoppers: Uint32Array.of(6, 1),
    firstMs: HOUR_MS,
    lastMs: 25 * HOUR_MS,
    datesOnly: false,
    duplicates: 0,
    lookalikeItems: 0,
    actions: 6,
    items: 3,
    commonItems: 0,
    commonItemShare: 0,
    steps: 5,
    // A in the cart, A bought, A bought again.
    repeatSteps: 3,
    shoppersWithSteps: 1,
    sessions: 2,
    orders: 2,
    ordersOfSeveralItems: 1,
    comparisons: 1,
    returningShoppers: 1,
    returningBuyers: 1,
  });
});

test('a common item has ten events', () => {
  const views = (itemId: string, count: number) =>
    Array.from({ length: count }, (_, i): Event => [`u${i}`, itemId, 'view_item', i]);
  expect(countsOf([...views('A', 10), ...views('B', 9), ...views('C', 1)])).toMatchObject({
    items: 3,
    commonItems: 1,
    commonItemShare: 0.5,
  });
});

test('without times, a history is one visit', () => {
  expect(countsOf(SHOP.map(([userId, itemId, type]): Event => [userId, itemId, type]))).toMatchObject({
    firstMs: null,
    lastMs: null,
    datesOnly: false,
    sessions: 1,
    orders: 1,
    returningShoppers: 0,
  });
});

test('dates without hours and rows that occur twice are noticed', () => {
  const events: Event[] = [
    ['u', 'A', 'view_item', 24],
    ['u', 'A', 'view_item', 24],
    ['u', 'A', 'purchase', 24],
    ['u', 'A', 'purchase', 48],
  ];
  expect(countsOf(events)).toMatchObject({ datesOnly: true, duplicates: 1 });
  expect(countsOf([...events, ['u', 'A', 'view_item', 49]]).datesOnly).toBe(false);
});

test('ids that look alike are counted', () => {
  const composed = 'tür'.normalize('NFC');
  expect(
    countsOf([
      ['u', composed, 'view_item', 1],
      ['u', composed.normalize('NFD'), 'view_item', 2],
      ['u', 'tur', 'view_item', 3],
    ]).lookalikeItems,
  ).toBe(1);
});
