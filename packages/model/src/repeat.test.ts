import { ACTION_TYPES } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import type { Action } from './action.js';
import { REPEAT_AGE_COUNT, repeatAge, repeatScore, repeatsOf } from './repeat.js';

const [VIEW, CART, PURCHASE] = (['view_item', 'add_to_cart', 'purchase'] as const).map((type) =>
  ACTION_TYPES.indexOf(type),
) as [number, number, number];
const action = (itemRow: number, typeIndex = VIEW): Action => ({ itemRow, typeIndex, timestampMs: 0 });
const viewsOf = (...rows: readonly number[]) => rows.map((row) => action(row));
const plain = (history: readonly Action[]) => Object.fromEntries(repeatsOf(history));

test('repeatAge groups ages: 0, 1, 2, 3, 4 to 5, 6 to 9, 10 or more', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 49].map(repeatAge)).toEqual([0, 1, 2, 3, 4, 4, 5, 5, 5, 5, 6, 6, 6]);
  expect(REPEAT_AGE_COUNT).toBe(7);
});

describe('repeatsOf', () => {
  test('age and type come from the latest action, the count from all', () => {
    const history = [action(7, PURCHASE), action(4, CART), action(7, CART), action(2), action(7), action(3, PURCHASE)];
    expect(plain(history)).toEqual({
      3: { age: 0, typeIndex: PURCHASE, count: 1 },
      7: { age: 1, typeIndex: VIEW, count: 3 },
      2: { age: 2, typeIndex: VIEW, count: 1 },
      4: { age: 4, typeIndex: CART, count: 1 },
    });
  });

  test('ages count actions, not items', () => {
    expect(plain(viewsOf(1, 2, 2, 2, 2, 2, 2))).toEqual({
      1: { age: repeatAge(6), typeIndex: VIEW, count: 1 },
      2: { age: 0, typeIndex: VIEW, count: 6 },
    });
  });

  test('only the latest 50 actions count', () => {
    const others = Array.from({ length: 48 }, (_, i) => 10 + i);
    // Item 1 is the 51st and the 50th from the end. Item 2 is the 51st only.
    expect(repeatsOf(viewsOf(1, 1, ...others, 3)).get(1)).toEqual({ age: 6, typeIndex: VIEW, count: 1 });
    const found = repeatsOf(viewsOf(2, 1, ...others, 3));
    expect([found.has(2), found.get(1)!.count, found.size]).toEqual([false, 1, 50]);
  });

  test('an empty history has no repeats', () => {
    expect(repeatsOf([]).size).toBe(0);
  });
});

test('repeatScore adds age, type and the logarithm of the count', () => {
  const byType = ACTION_TYPES.map((_, i) => (i === CART ? 4 : i === VIEW ? -1 : 1000));
  const config = { byAge: [3, 2, 1, 0.5, 0.25, 0, -8], byType, perLogCount: 0.5 };
  expect(repeatScore(config, { age: 0, typeIndex: CART, count: 1 })).toBe(3 + 4);
  // .5 ln 8 = 1.0397207708...
  expect(repeatScore(config, { age: 6, typeIndex: VIEW, count: 8 })).toBeCloseTo(-8 - 1 + 1.0397207708399179, 12);
});
