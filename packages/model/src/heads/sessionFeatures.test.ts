import { ACTION_TYPES, type ActionType } from '@aisle/core';
import { expect, test } from 'vitest';
import type { Action } from '../action.js';
import { SESSION_FEATURES, type SessionFeature } from './sessionFeatureNames.js';
import { SESSION_FEATURE_COUNT, sessionFeatures, sessionStart } from './sessionFeatures.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const at = (timestampMs: number, type: ActionType, itemRow: number): Action => ({
  timestampMs,
  typeIndex: ACTION_TYPES.indexOf(type),
  itemRow,
});

/** An order in one session, and two items in another, ten days later. */
const HISTORY = [
  at(0, 'view_item', 1),
  at(MINUTE_MS, 'purchase', 1),
  at(10 * DAY_MS, 'view_item', 2),
  at(10 * DAY_MS + MINUTE_MS, 'view_item', 2),
  at(10 * DAY_MS + 3 * MINUTE_MS, 'add_to_cart', 3),
];
const NOW_MS = 10 * DAY_MS + 7 * MINUTE_MS;

const named = (actions: readonly Action[], nowMs: number) =>
  Object.fromEntries([...sessionFeatures(actions, nowMs)].map((value, i) => [SESSION_FEATURES[i], value]));

test('a session and what came before it, by hand', () => {
  const found = named(HISTORY, NOW_MS);
  const expected: Record<SessionFeature, number> = {
    actions: Math.log(4),
    views: Math.log(3),
    items: Math.log(3),
    'cart additions': Math.log(2),
    'cart removals': 0,
    purchases: 0,
    'most actions on one item': Math.log(3),
    'share of repeated actions': 1 / 3,
    'minutes since the first action': Math.log(8),
    'minutes since the latest action': Math.log(5),
    'latest action is a cart addition': 1,
    'items in the cart': Math.log(2),
    'earlier sessions': Math.log(2),
    'days since the earlier session': Math.log(11 - 1 / 1440),
    'earlier orders': Math.log(2),
    'has earlier orders': 1,
    'days since the latest earlier order': Math.log(11 + 6 / 1440),
  };
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  expect([SESSION_FEATURES.length, Object.keys(found).length]).toEqual([SESSION_FEATURE_COUNT, SESSION_FEATURE_COUNT]);
  // float32 has a relative error of 6e-8.
  for (const [name, value] of Object.entries(expected)) expect(found[name], name).toBeCloseTo(value, 6);
});

test('a first action has no earlier session and no negative time', () => {
  expect(named([at(DAY_MS, 'view_item', 1)], 0)).toMatchObject({
    'minutes since the latest action': 0,
    'earlier sessions': 0,
    'days since the earlier session': 0,
    'has earlier orders': 0,
  });
});

test('a purchase and a removal empty the cart', () => {
  const bought = [...HISTORY, at(NOW_MS, 'purchase', 3), at(NOW_MS, 'add_to_cart', 2)];
  expect(named(bought, NOW_MS)['items in the cart']).toBeCloseTo(Math.log(2), 6);
  expect(named([...bought, at(NOW_MS, 'remove_from_cart', 2)], NOW_MS)['items in the cart']).toBe(0);
});

test('a pause of more than 30 minutes starts a session', () => {
  expect([sessionStart(HISTORY), sessionStart(HISTORY.slice(0, 3)), sessionStart(HISTORY.slice(0, 2))]).toEqual([
    2, 2, 0,
  ]);
  const view = (minutes: number) => at(minutes * MINUTE_MS, 'view_item', 1);
  expect([sessionStart([view(0), view(30)]), sessionStart([view(0), view(31)])]).toEqual([0, 1]);
});
