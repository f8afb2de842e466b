import { ACTION_TYPES } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import type { Action } from './featurize.js';
import type { MemoryConfig, TransitionMemory } from './memory.js';
import { addRecollection, recollect } from './recollection.js';
import type { RepeatConfig } from './repeat.js';

const VIEW = ACTION_TYPES.indexOf('view_item');
const CART = ACTION_TYPES.indexOf('add_to_cart');
const viewsOf = (...rows: readonly number[]): Action[] => rows.map((itemRow, i) => ({ itemRow, typeIndex: VIEW, timestampMs: i }));

// Five items: 1 leads to 2 (.5) and 3 (2), 2 to 3 (1), the others nowhere.
const transitions: TransitionMemory = {
  offsets: Uint32Array.of(0, 0, 2, 3, 3, 3, 3),
  toRows: Int32Array.of(2, 3, 3),
  strengths: Float32Array.of(0.5, 2, 1),
};
const memory: MemoryConfig = { queryDecay: 0.5, queryLength: 3, weight: 2, scale: 10 };
const repeat: RepeatConfig = {
  byAge: [1, 2, 3, 4, 5, 6, 7],
  byType: ACTION_TYPES.map((_, i) => (i === VIEW ? 10 : i === CART ? 20 : 0)),
  perLogCount: 100,
};

const plain = (recollection: ReadonlyMap<number, number>) => Object.fromEntries(recollection);

describe('recollect', () => {
  test('the memory alone: weight * ln(1 + scale * recalled) of what is recalled', () => {
    // 1 asks at half: 2 with .25, 3 with 1; 2 asks whole: 3 with 1.
    expect(plain(recollect({ memory }, transitions, viewsOf(1, 2)))).toEqual({ 2: 2 * Math.log1p(2.5), 3: 2 * Math.log1p(20) });
  });

  test('the repeats alone: every item of the history, whether the memory knows it or not', () => {
    // 5 twice, the latest in the cart two actions ago; 4 last.
    const history: Action[] = [...viewsOf(5), { itemRow: 5, typeIndex: CART, timestampMs: 1 }, ...viewsOf(1, 4)];
    expect(plain(recollect({ repeat }, undefined, history))).toEqual({ 5: 3 + 20 + 100 * Math.log(2), 1: 2 + 10, 4: 1 + 10 });
  });

  test('both add up where an item is recalled and met; each stands alone elsewhere', () => {
    const found = recollect({ memory, repeat }, transitions, viewsOf(1, 2));
    expect(plain(found)).toEqual({ 1: 2 + 10, 2: 2 * Math.log1p(2.5) + 1 + 10, 3: 2 * Math.log1p(20) });
  });

  test('nothing of a part that the config leaves out, nor of a memory that is not there', () => {
    expect(plain(recollect({}, transitions, viewsOf(1, 2)))).toEqual({});
    expect(plain(recollect({ memory }, undefined, viewsOf(1, 2)))).toEqual({});
  });

  test('an empty history says nothing', () => {
    expect(plain(recollect({ memory, repeat }, transitions, []))).toEqual({});
  });
});

describe('addRecollection', () => {
  const found = new Map([[2, 3.25], [3, -0.7]]);

  test('to the scores of all items: those that are recollected move, the others do not', () => {
    const scores = Float32Array.of(9, 1, -1, 0.25, 7);
    addRecollection(scores, found);
    expect([...scores]).toEqual([9, 1, 2.25, Math.fround(0.25 - 0.7), 7]);
  });

  test('to the scores of given rows, in their order, one twice', () => {
    const scores = Float32Array.of(1, 2, 3, 4);
    addRecollection(scores, found, Int32Array.of(3, 4, 2, 3));
    expect([...scores]).toEqual([Math.fround(1 - 0.7), 2, 6.25, Math.fround(4 - 0.7)]);
  });

  test('nothing recollected changes nothing, and a masked score stays masked', () => {
    const scores = Float32Array.of(0, 1, -Infinity, 3, 4);
    addRecollection(scores, new Map());
    expect([...scores]).toEqual([0, 1, -Infinity, 3, 4]);
    addRecollection(scores, new Map([[2, 5]]));
    expect([...scores]).toEqual([0, 1, -Infinity, 3, 4]);
  });
});
