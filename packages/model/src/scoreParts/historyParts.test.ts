import { ACTION_TYPES } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import type { Action } from '../action.js';
import type { RepeatConfig } from '../repeat.js';
import type { TransitionConfig, TransitionTable } from '../transitionTable.js';
import { historyScores } from './historyParts.js';

const VIEW = ACTION_TYPES.indexOf('view_item');
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
    expect(columns({ memory: config }, transitions, viewsOf(1, 2))).toEqual({
      transitions: { 2: 2 * Math.log1p(2.5), 3: 2 * Math.log1p(20) },
    });
  });

  test('repeats score every item of the history', () => {
    // Item 5 twice, the latest time in the cart two actions ago. Item 4 is last.
    const history: Action[] = [...viewsOf(5), { itemRow: 5, typeIndex: CART, timestampMs: 1 }, ...viewsOf(1, 4)];
    expect(columns({ repeat }, undefined, history)).toEqual({
      repeats: { 5: 3 + 20 + 100 * Math.log(2), 1: 2 + 10, 4: 1 + 10 },
    });
  });

  test('each part has a separate column', () => {
    expect(columns({ memory: config, repeat }, transitions, viewsOf(1, 2))).toEqual({
      transitions: { 2: 2 * Math.log1p(2.5), 3: 2 * Math.log1p(20) },
      repeats: { 1: 2 + 10, 2: 1 + 10 },
    });
  });

  test('a part without a config has no column', () => {
    expect(columns({}, transitions, viewsOf(1, 2))).toEqual({});
  });

  test('without a transition table, the column is empty', () => {
    expect(columns({ memory: config }, undefined, viewsOf(1, 2))).toEqual({ transitions: {} });
  });

  test('an empty history scores nothing', () => {
    expect(columns({ memory: config, repeat }, transitions, [])).toEqual({ transitions: {}, repeats: {} });
  });
});
