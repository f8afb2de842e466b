import { ACTION_TYPES } from '@aisle/core';
import { expect, test } from 'vitest';
import { knownOrders } from './knownOrders.js';

const purchase = (timestampMs: number, itemRow = 1) => ({
  itemRow,
  typeIndex: ACTION_TYPES.indexOf('purchase'),
  timestampMs,
});
const view = (timestampMs: number) => ({ itemRow: 1, typeIndex: ACTION_TYPES.indexOf('view_item'), timestampMs });

test('items of one time are one order', () => {
  expect(knownOrders([purchase(1), purchase(1, 2), view(2), purchase(3)], 4, { maxAgeMs: 10, maxEvents: 10 })).toEqual([
    1, 3,
  ]);
});

test('orders outside the window of a device are unknown', () => {
  const actions = [purchase(1), purchase(5), view(6), view(7)];
  expect(knownOrders(actions, 11, { maxAgeMs: 10, maxEvents: 10 })).toEqual([5]);
  expect(knownOrders(actions, 11, { maxAgeMs: 100, maxEvents: 2 })).toEqual([]);
  expect(knownOrders(actions, 11, { maxAgeMs: Infinity, maxEvents: Infinity })).toEqual([1, 5]);
});
