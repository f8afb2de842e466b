import { ACTION_TYPES, type ActionType } from '@aisle/core';
import { expect, test } from 'vitest';
import type { Action } from '../action.js';
import { kindsOf } from '../testing/kindsOf.js';
import { rulesOf } from './rulesOf.js';

const DAY_MS = 86_400_000;
const action = (type: ActionType, itemRow: number, day = 0): Action => ({
  itemRow,
  typeIndex: ACTION_TYPES.indexOf(type),
  timestampMs: day * DAY_MS,
});
// Rows 1 and 2 are tents, rows 3 and 4 coffee, row 5 a lamp, row 6 has no kind.
const kinds = kindsOf(
  [0, 0, 1, 1, 2, -1],
  [
    { share: 0.02, medianDays: 10 },
    { share: 0.6, medianDays: 30 },
    { share: 0.3, medianDays: undefined },
  ],
);

test('views and clicks are views, in the order of the latest', () => {
  const actions = [action('view_item', 1), action('select_item', 3), action('add_to_cart', 5), action('view_item', 1)];
  expect([...rulesOf(actions, kinds, 0).viewedRows]).toEqual([3, 1]);
});

test('a purchased item counts as viewed only if it is viewed again', () => {
  const actions = [action('view_item', 3), action('purchase', 3), action('view_item', 5)];
  expect([...rulesOf(actions, kinds, 0).viewedRows]).toEqual([5]);
  expect([...rulesOf([...actions, action('view_item', 3)], kinds, 0).viewedRows]).toEqual([5, 3]);
});

test('a purchased kind is bought if it is rarely bought again', () => {
  const actions = [action('purchase', 1), action('purchase', 3), action('purchase', 6), action('add_to_cart', 5)];
  expect(rulesOf(actions, kinds, 400 * DAY_MS).boughtKinds).toEqual(new Set([0]));
});

test('a kind that is used up is bought until it is due', () => {
  const actions = [action('purchase', 3)];
  expect(rulesOf(actions, kinds, 20.9 * DAY_MS).boughtKinds).toEqual(new Set([1]));
  expect(rulesOf(actions, kinds, 21 * DAY_MS).boughtKinds).toEqual(new Set());
});

test('a purchased item is due after .7 of the median of its kind', () => {
  const actions = [action('view_item', 3), action('purchase', 3), action('purchase', 1), action('purchase', 5)];
  expect(rulesOf(actions, kinds, 20.9 * DAY_MS).dueRows).toEqual(new Set());
  expect(rulesOf(actions, kinds, 21 * DAY_MS).dueRows).toEqual(new Set([3]));
});

test('the latest purchase of the kind counts', () => {
  const actions = [action('purchase', 3), action('purchase', 4, 20)];
  expect(rulesOf(actions, kinds, 40 * DAY_MS).dueRows).toEqual(new Set());
  expect(rulesOf(actions, kinds, 41 * DAY_MS).dueRows).toEqual(new Set([3, 4]));
});

test('the mixture weighs latest actions most, without bought kinds', () => {
  const actions = [action('purchase', 1), action('view_item', 3), action('view_item', 6), action('view_item', 5)];
  // Coffee .95 ^ 2, lamp 1.
  const sum = 0.95 ** 2 + 1;
  expect(rulesOf(actions, kinds, 0).mixture).toEqual(
    new Map([
      [2, 1 / sum],
      [1, 0.95 ** 2 / sum],
    ]),
  );
});

test('without kinds, a history has views only', () => {
  const actions = [action('view_item', 1), action('purchase', 1)];
  expect(rulesOf(actions, undefined, 0)).toEqual({
    viewedRows: new Set(),
    boughtKinds: new Set(),
    dueRows: new Set(),
  });
  expect(rulesOf([action('view_item', 6)], kinds, 0).mixture).toBeUndefined();
});
