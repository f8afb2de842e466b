import { describe, expect, test } from 'vitest';
import { relationSourceOf } from '../testing/relationSourceOf.js';
import { countSubstitutes } from './countSubstitutes.js';

const [A, B] = [1, 2, 3];
const ofRow = (kinds: readonly number[]) => ({
  categories: { names: ['Tents', 'Lamps'], ofRow: Int32Array.of(-1, ...kinds) },
});

/** Of one item: the weights of its substitutes by row. */
const substitutesOf = (row: number, ...asked: Parameters<typeof relationSourceOf>) =>
  Object.fromEntries(countSubstitutes(relationSourceOf(...asked)).weightsOf(row));

describe('in a log with views and choices', () => {
  test('items are substitutes of each other if one of them was bought', () => {
    const log = [['view A 0', 'view B 1', 'buy B 2']];
    expect(substitutesOf(A, log)).toEqual({ [B]: 1 });
    expect(substitutesOf(B, log)).toEqual({ [A]: 1 });
  });

  test('items that were both bought are not substitutes', () => {
    expect(substitutesOf(A, [['view A 0', 'view B 1', 'cart A 2', 'cart B 3']])).toEqual({});
  });

  test('items of a session without a choice weigh .1', () => {
    const log = [['view A 0', 'view B 1'], ['buy C 0']];
    expect(substitutesOf(A, log)[B]).toBeCloseTo(0.1, 12);
  });

  test('a pair further apart weighs .9 per step', () => {
    expect(substitutesOf(A, [['view A 0', 'view C 1', 'view B 2', 'buy B 3']])[B]).toBeCloseTo(0.9, 12);
  });

  test('another kind weighs a quarter', () => {
    const log = [['view A 0', 'view B 1', 'buy B 2']];
    expect(substitutesOf(A, log, ofRow([0, 1]))).toEqual({ [B]: 0.25 });
    expect(substitutesOf(A, log, ofRow([0, -1]))).toEqual({ [B]: 1 });
  });

  test('another session does not count', () => {
    expect(substitutesOf(A, [['view A 0', 'view B 31', 'buy B 32']])).toEqual({});
  });

  test('items more than ten actions apart are not substitutes', () => {
    const views = (count: number) => Array.from({ length: count }, (_, i) => `view C ${i}`);
    expect(substitutesOf(A, [['view A 0', ...views(9), 'view B 20'], ['buy D 0']])[B]).toBeGreaterThan(0);
    expect(substitutesOf(A, [['view A 0', ...views(10), 'view B 20'], ['buy D 0']])[B]).toBeUndefined();
  });

  test('counts are those of views', () => {
    const { counts } = countSubstitutes(relationSourceOf([['view A 0', 'view A 1', 'cart A 2', 'buy A 3']]));
    expect(counts[A]).toBe(2);
  });
});

test.each([
  ['views', ['view A 0', 'view B 1']],
  ['purchases', ['buy A 0', 'buy B 1']],
])('in a log of %s only, items of one session are substitutes', (_, steps) => {
  expect(substitutesOf(A, [steps])[B]).toBeCloseTo(0.1, 12);
});

test('without timestamps, a history is one session', () => {
  expect(substitutesOf(A, [['view A 0', 'view B 99', 'buy B 999']], { timed: false })).toEqual({ [B]: 1 });
});
