import { ACTION_TYPES, CONTEXT_FIELDS, type VisitContext } from '@aisle/core';
import { expect, test } from 'vitest';
import { buildContextTable } from './buildContextTable.js';
import type { TrainingHistory } from './split.js';

const CART = ACTION_TYPES.indexOf('add_to_cart');
/** Rows 1 and 2 are of kind 0, row 3 of kind 1, row 4 of none. */
const kinds = { names: ['Tents', 'Mugs'], ofRow: Int32Array.of(-1, 0, 0, 1, -1) };
const JUNE_MS = Date.UTC(2026, 5, 15);

/** Shoppers who each view row 4 and decide for one row, in one context. */
const shoppers = (count: number, itemRow: number, context?: VisitContext): TrainingHistory[] =>
  Array.from({ length: count }, () => ({
    actions: [4, itemRow].map((row) => ({
      itemRow: row,
      typeIndex: CART,
      timestampMs: JUNE_MS,
      ...(context && { context }),
    })),
    labelRows: Int32Array.of(itemRow, 0),
  }));

test('demand counts decisions, not views', () => {
  const { demand } = buildContextTable([...shoppers(7, 1), ...shoppers(1, 3)], kinds, false, CONTEXT_FIELDS);
  expect([...demand]).toEqual([0, Math.round(8 * Math.log(8)), 0, Math.round(8 * Math.log(2)), 0]);
});

test('a context value compares the share of a kind with that of all decisions', () => {
  const training = [...shoppers(100, 1, { device: 'phone' }), ...shoppers(100, 3, { device: 'desktop' })];
  const { byValue } = buildContextTable(training, kinds, false, CONTEXT_FIELDS);
  // A share of .5 of all. On phones 100 of 100, with a prior of 100: (100 + 50) / 200 = .75, and 50 / 200 = .25.
  const [more, less] = [Math.round(8 * Math.log(1.5)), Math.round(8 * Math.log(0.5))];
  expect(Object.fromEntries(byValue)).toEqual({
    'device:phone': Int32Array.of(more, less),
    'device:desktop': Int32Array.of(less, more),
  });
});

test('the month is known only with real timestamps', () => {
  const training = shoppers(60, 1);
  expect([...buildContextTable(training, kinds, true, CONTEXT_FIELDS).byValue.keys()]).toEqual(['month:6']);
  expect([...buildContextTable(training, kinds, false, CONTEXT_FIELDS).byValue.keys()]).toEqual([]);
});

test('only the given fields count', () => {
  const training = shoppers(60, 1, { device: 'phone', referrer: 'search' });
  expect([...buildContextTable(training, kinds, true, ['referrer']).byValue.keys()]).toEqual(['referrer:search']);
});

test('rare context values and kinds that nobody chooses are excluded', () => {
  const training = [...shoppers(9, 1, { device: 'tablet' }), ...shoppers(10, 1, { device: 'phone' })];
  const { byValue } = buildContextTable(training, kinds, false, CONTEXT_FIELDS);
  expect([...byValue]).toEqual([['device:phone', Int32Array.of(0, 0)]]);
});

test('a context value of one shopper who decides often is excluded', () => {
  const [one] = shoppers(1, 1, { category: 'mail to anna' });
  const decisions = Array.from({ length: 40 }, (_, i) => ({ ...one!.actions[1]!, itemRow: 1 + 2 * (i % 2) }));
  const often = { actions: decisions, labelRows: Int32Array.from(decisions, ({ itemRow }) => itemRow) };
  expect(buildContextTable([often], kinds, false, CONTEXT_FIELDS).byValue.size).toBe(0);
});

test('items without a category only have demand', () => {
  const none = { names: [], ofRow: Int32Array.of(-1, -1, -1, -1, -1) };
  const { demand, byValue } = buildContextTable(shoppers(60, 1, { device: 'phone' }), none, true, CONTEXT_FIELDS);
  expect(demand[1]).toBe(Math.round(8 * Math.log(61)));
  expect(byValue.size).toBe(0);
});
