import { ACTION_TYPES } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import type { Action } from '../action.js';
import type { RepeatConfig } from '../repeat.js';
import type { TransitionConfig, TransitionTable } from '../transitionTable.js';
import { historyScores } from './historyParts.js';

const VIEW = ACTION_TYPES.indexOf('view_item');
const PURCHASE = ACTION_TYPES.indexOf('purchase');
const CART = ACTION_TYPES.indexOf('add_to_cart');
const viewsOf = (...rows: readonly number[]): Action[] =>
  rows.map((itemRow, i) => ({ itemRow, typeIndex: VIEW, timestampMs: i }));

// Five items: 1 leads to 2 (.5) and 3 (2), and 2 leads to 3 (1).
const transitions: TransitionTable = {
  offsets: Uint32Array.of(0, 0, 2, 3, 3, 3, 3),
  toRows: Int32Array.of(2, 3, 3),
  strengths: Float32Array.of(0.5, 2, 1),
};
const config: TransitionConfig = { queryDecay: 0.5, queryLength: 3, weight: 2, scale: 10 };
const repeat: RepeatConfig = {
  byAge: [1, 2, 3, 4, 5, 6, 7],
  byType: ACTION_TYPES.map((_, i) => (i === VIEW ? 10 : i === CART ? 20 : 0)),
  perLogCount: 100,
};

const columns = (...asked: Parameters<typeof historyScores>) =>
  Object.fromEntries(historyScores(...asked).map(({ name, scores }) => [name, Object.fromEntries(scores)]));

describe('historyScores', () => {
  test('transitions give weight * ln(1 + scale * strength)', () => {
    // Item 1 at half the weight: 2 with .25, 3 with 1. Item 2 at full weight: 3 with 1.
    expect(columns({ memory: config }, { transitions }, viewsOf(1, 2))).toEqual({
      transitions: { 2: 2 * Math.log1p(2.5), 3: 2 * Math.log1p(20) },
    });
  });

  test('repeats score every item of the history', () => {
    // Item 5 twice, the latest time in the cart two actions ago. Item 4 is last.
    const history: Action[] = [...viewsOf(5), { itemRow: 5, typeIndex: CART, timestampMs: 1 }, ...viewsOf(1, 4)];
    expect(columns({ repeat }, {}, history)).toEqual({
      repeats: { 5: 3 + 20 + 100 * Math.log(2), 1: 2 + 10, 4: 1 + 10 },
    });
  });

  test('each part has a separate column', () => {
    expect(columns({ memory: config, repeat }, { transitions }, viewsOf(1, 2))).toEqual({
      transitions: { 2: 2 * Math.log1p(2.5), 3: 2 * Math.log1p(20) },
      repeats: { 1: 2 + 10, 2: 1 + 10 },
    });
  });

  test('a part without a config has no column', () => {
    expect(columns({}, { transitions }, viewsOf(1, 2))).toEqual({});
  });

  test('without a transition table, the column is empty', () => {
    expect(columns({ memory: config }, {}, viewsOf(1, 2))).toEqual({ transitions: {} });
  });

  describe('relations', () => {
    // 1 goes with 4 (1), 2 with 5 (3). 1 and 2 are compared (1).
    const companions: TransitionTable = {
      offsets: Uint32Array.of(0, 0, 1, 2, 2, 2, 2),
      toRows: Int32Array.of(4, 5),
      strengths: Float32Array.of(1, 3),
    };
    const substitutes: TransitionTable = {
      offsets: Uint32Array.of(0, 0, 1, 2, 2, 2, 2),
      toRows: Int32Array.of(2, 1),
      strengths: Float32Array.of(1, 1),
    };
    const both = { companions: config, substitutes: config };
    const tables = { relations: { companions, substitutes } };
    const action = (itemRow: number, typeIndex: number): Action => ({ itemRow, typeIndex, timestampMs: 0 });

    test('views look up substitutes', () => {
      expect(columns(both, tables, viewsOf(2, 1))).toEqual({
        companions: {},
        substitutes: { 1: 2 * Math.log1p(5), 2: 2 * Math.log1p(10) },
      });
    });

    // The view in between makes the purchase older.
    test('carts and purchases look up companions and end the comparison', () => {
      const history = [action(1, PURCHASE), action(3, VIEW), action(2, CART)];
      expect(columns(both, tables, history)).toEqual({
        companions: { 4: 2 * Math.log1p(2.5), 5: 2 * Math.log1p(30) },
        substitutes: {},
      });
    });

    test('a view after a purchase looks up both', () => {
      expect(columns(both, tables, [action(2, VIEW), action(1, CART), action(1, VIEW)])).toEqual({
        companions: { 4: 2 * Math.log1p(5) },
        substitutes: { 2: 2 * Math.log1p(10) },
      });
    });

    test('actions before the last 10 are not looked up', () => {
      const long = { companions: { ...config, queryLength: 20 } };
      const nine = viewsOf(3, 3, 3, 3, 3, 3, 3, 3, 3);
      const found = columns(long, tables, [action(1, CART), ...nine]).companions!;
      expect(found[4]).toBeCloseTo(2 * Math.log1p(10 * 0.5 ** 9), 12);
      expect(columns(long, tables, [action(1, CART), ...nine, action(3, VIEW)]).companions).toEqual({});
    });

    test('a model without a table scores nothing', () => {
      expect(columns(both, {}, viewsOf(1))).toEqual({ companions: {}, substitutes: {} });
    });
  });

  test('factors of the situation multiply the scores of a part', () => {
    const cart = (itemRow: number): Action => ({ itemRow, typeIndex: CART, timestampMs: 0 });
    const situations = { atChoice: { transitions: 0.5 }, afterChoice: { repeats: 3 } };
    const scoresOf = (...history: Action[]) =>
      columns({ memory: config, repeat, situations }, { transitions }, history);
    // The transitions of item 2 as in the second test. Item 2 of age 0 has 1 + 20, of age 1 it has 2 + 20.
    expect(scoresOf(cart(2))).toEqual({ transitions: { 3: 0.5 * 2 * Math.log1p(10) }, repeats: { 2: 21 } });
    expect(scoresOf(cart(2), ...viewsOf(4))).toEqual({
      transitions: { 3: 2 * Math.log1p(5) },
      repeats: { 2: 3 * 22, 4: 3 * 11 },
    });
    expect(scoresOf(...viewsOf(2))).toEqual({ transitions: { 3: 2 * Math.log1p(10) }, repeats: { 2: 11 } });
  });

  test('an empty history scores nothing', () => {
    expect(columns({ memory: config, repeat }, { transitions }, [])).toEqual({ transitions: {}, repeats: {} });
  });
});
