import { describe, expect, test } from 'vitest';
import type { Action } from './action.js';
import { type TransitionConfig, transitionScore, lookupTransitions, type TransitionTable } from './transitionTable.js';

const actionsOn = (...rows: readonly number[]): Action[] =>
  rows.map((itemRow, i) => ({ itemRow, typeIndex: 2, timestampMs: i }));

// Four items: 1 leads to 2 (.5) and 3 (2), 2 to 3 (1), 3 to itself (4), 4 nowhere. All exact in float32.
const memory: TransitionTable = {
  offsets: Uint32Array.of(0, 0, 2, 3, 4, 4),
  toRows: Int32Array.of(2, 3, 3, 3),
  strengths: Float32Array.of(0.5, 2, 1, 4),
};
const config: TransitionConfig = { queryDecay: 0.5, queryLength: 3, weight: 2, scale: 10 };
const recalled = (history: readonly Action[], changed: Partial<TransitionConfig> = {}) =>
  Object.fromEntries(lookupTransitions(memory, { ...config, ...changed }, history));

describe('recall', () => {
  test('one action asks with its own transitions', () => {
    expect(recalled(actionsOn(1))).toEqual({ 2: 0.5, 3: 2 });
    expect(recalled(actionsOn(3))).toEqual({ 3: 4 });
  });

  test('an older action asks with queryDecay to the power of its age, and what two ask for adds up', () => {
    expect(recalled(actionsOn(1, 2))).toEqual({ 2: 0.25, 3: 1 + 0.5 * 2 });
    expect(recalled(actionsOn(2, 1))).toEqual({ 2: 0.5, 3: 2 + 0.5 * 1 });
    expect(recalled(actionsOn(1, 1, 1))).toEqual({ 2: 0.5 * 1.75, 3: 2 * 1.75 });
    expect(recalled(actionsOn(1, 2), { queryDecay: 1 })).toEqual({ 2: 0.5, 3: 3 });
  });

  test('only the latest queryLength actions ask; one that leads nowhere still ages the others', () => {
    expect(recalled(actionsOn(1, 4, 4))).toEqual({ 2: 0.125, 3: 0.5 });
    expect(recalled(actionsOn(1, 4, 4, 4))).toEqual({});
    expect(recalled(actionsOn(3, 1, 2), { queryLength: 2 })).toEqual({ 2: 0.25, 3: 2 });
    expect(recalled(actionsOn(3, 1, 2), { queryLength: 1 })).toEqual({ 3: 1 });
    expect(recalled(actionsOn(1, 2), { queryLength: 1024 })).toEqual({ 2: 0.25, 3: 2 });
  });

  test('an empty history, and items that the memory does not know, recall nothing', () => {
    expect(recalled([])).toEqual({});
    expect(recalled(actionsOn(4))).toEqual({});
    expect(recalled(actionsOn(5, 99))).toEqual({});
    expect(recalled(actionsOn(2, 99))).toEqual({ 3: 0.5 });
  });
});

test('memoryBonus is weight * ln(1 + scale * recalled), nothing for nothing', () => {
  expect(transitionScore(config, 0)).toBe(0);
  // 2 ln 6 and 2 ln 21.
  expect(transitionScore(config, 0.5)).toBeCloseTo(3.58351893845611, 13);
  expect(transitionScore(config, 2)).toBeCloseTo(6.089044875446846, 13);
  expect(transitionScore({ ...config, weight: 0.5, scale: 1 }, Math.E - 1)).toBeCloseTo(0.5, 13);
});
