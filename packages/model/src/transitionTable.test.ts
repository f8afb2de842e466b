import { ACTION_TYPES } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import type { Action } from './action.js';
import { lookupTransitions, type TransitionConfig, type TransitionTable, transitionScore } from './transitionTable.js';

const actionsOn = (...rows: readonly number[]): Action[] =>
  rows.map((itemRow, i) => ({ itemRow, typeIndex: 2, timestampMs: i }));

// Four items: 1 leads to 2 (.5) and 3 (2), 2 leads to 3 (1), 3 leads to itself (4). All numbers are exact in float32.
const transitions: TransitionTable = {
  offsets: Uint32Array.of(0, 0, 2, 3, 4, 4),
  toRows: Int32Array.of(2, 3, 3, 3),
  strengths: Float32Array.of(0.5, 2, 1, 4),
};
const config: TransitionConfig = { queryDecay: 0.5, queryLength: 3, weight: 2, scale: 10 };
const strengthsOf = (history: readonly Action[], changed: Partial<TransitionConfig> = {}) =>
  Object.fromEntries(lookupTransitions(transitions, { ...config, ...changed }, history));

describe('lookupTransitions', () => {
  test('one action looks up its transitions', () => {
    expect(strengthsOf(actionsOn(1))).toEqual({ 2: 0.5, 3: 2 });
    expect(strengthsOf(actionsOn(3))).toEqual({ 3: 4 });
  });

  test('an action of age n has weight queryDecay^n, and strengths add up', () => {
    expect(strengthsOf(actionsOn(1, 2))).toEqual({ 2: 0.25, 3: 1 + 0.5 * 2 });
    expect(strengthsOf(actionsOn(2, 1))).toEqual({ 2: 0.5, 3: 2 + 0.5 * 1 });
    expect(strengthsOf(actionsOn(1, 1, 1))).toEqual({ 2: 0.5 * 1.75, 3: 2 * 1.75 });
    expect(strengthsOf(actionsOn(1, 2), { queryDecay: 1 })).toEqual({ 2: 0.5, 3: 3 });
  });

  test('only the latest queryLength actions count, with or without transitions', () => {
    expect(strengthsOf(actionsOn(1, 4, 4))).toEqual({ 2: 0.125, 3: 0.5 });
    expect(strengthsOf(actionsOn(1, 4, 4, 4))).toEqual({});
    expect(strengthsOf(actionsOn(3, 1, 2), { queryLength: 2 })).toEqual({ 2: 0.25, 3: 2 });
    expect(strengthsOf(actionsOn(3, 1, 2), { queryLength: 1 })).toEqual({ 3: 1 });
    expect(strengthsOf(actionsOn(1, 2), { queryLength: 1024 })).toEqual({ 2: 0.25, 3: 2 });
  });

  test('carts and purchases count choiceWeight times', () => {
    const [view, cart, purchase] = (['view_item', 'add_to_cart', 'purchase'] as const).map((type) =>
      ACTION_TYPES.indexOf(type),
    ) as [number, number, number];
    const history = [1, 2, 2].map((itemRow, i) => ({ itemRow, typeIndex: [purchase, view, cart][i]!, timestampMs: i }));
    expect(strengthsOf(history, { choiceWeight: 8 })).toEqual({ 2: 8 * 0.125, 3: 8 * 0.25 * 2 + 0.5 + 8 });
    expect(strengthsOf(history)).toEqual({ 2: 0.125, 3: 0.25 * 2 + 0.5 + 1 });
  });

  test('empty histories and unknown items have no transitions', () => {
    expect(strengthsOf([])).toEqual({});
    expect(strengthsOf(actionsOn(4))).toEqual({});
    expect(strengthsOf(actionsOn(5, 99))).toEqual({});
    expect(strengthsOf(actionsOn(2, 99))).toEqual({ 3: 0.5 });
  });
});

test('transitionScore is weight * ln(1 + scale * strength)', () => {
  expect(transitionScore(config, 0)).toBe(0);
  // 2 ln 6 and 2 ln 21.
  expect(transitionScore(config, 0.5)).toBeCloseTo(3.58351893845611, 13);
  expect(transitionScore(config, 2)).toBeCloseTo(6.089044875446846, 13);
  expect(transitionScore({ ...config, weight: 0.5, scale: 1 }, Math.E - 1)).toBeCloseTo(0.5, 13);
});
