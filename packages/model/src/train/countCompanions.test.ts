import { describe, expect, test } from 'vitest';
import { relationSourceOf } from '../testing/relationSourceOf.js';
import { countCompanions } from './countCompanions.js';

const DAY = 24 * 60;
const [A, B, C] = [1, 2, 3];
const ofRow = (kinds: readonly number[]) => ({
  categories: { names: ['Tents', 'Lamps'], ofRow: Int32Array.of(-1, ...kinds) },
});

/** Of one item: the weights of its companions by row. */
const companionsOf = (row: number, ...asked: Parameters<typeof relationSourceOf>) =>
  Object.fromEntries(countCompanions(relationSourceOf(...asked)).weightsOf(row));

describe('in a log with carts and purchases', () => {
  test('items of one session are companions of each other', () => {
    const log = [['cart A 0', 'cart B 5']];
    expect(companionsOf(A, log)).toEqual({ [B]: 1 });
    expect(companionsOf(B, log)).toEqual({ [A]: 1 });
  });

  test('a later choice weighs e^(-days / 30), backward .3 of it', () => {
    const log = [['buy A 0', `buy B ${15 * DAY}`]];
    expect(companionsOf(A, log)[B]).toBeCloseTo(Math.exp(-0.5), 12);
    expect(companionsOf(B, log)[A]).toBeCloseTo(0.3 * Math.exp(-0.5), 12);
  });

  test('cart and purchase of an item in one session are one choice', () => {
    const log = [['cart A 0', 'cart B 1', 'buy A 2', 'buy B 3']];
    expect(companionsOf(A, log)).toEqual({ [B]: 1 });
    expect([...countCompanions(relationSourceOf(log)).counts]).toEqual([0, 1, 1, 0, 0, 0, 0, 0, 0]);
  });

  test('an item is not its companion', () => {
    expect(companionsOf(A, [['buy A 0', `buy A ${DAY}`]])).toEqual({});
  });

  test('a view after the choice weighs .2, and .9 of it per step', () => {
    const log = [['view C 0', 'cart A 1', 'view B 2', 'view C 3']];
    const found = companionsOf(A, log);
    expect(found[B]).toBeCloseTo(0.2, 12);
    expect(found[C]).toBeCloseTo(0.18, 12);
  });

  test('a view of the same kind after the choice weighs a quarter', () => {
    const log = [['cart A 0', 'view B 1']];
    expect(companionsOf(A, log, ofRow([0, 0]))[B]).toBeCloseTo(0.05, 12);
    expect(companionsOf(A, log, ofRow([0, 1]))[B]).toBeCloseTo(0.2, 12);
  });

  test('views of a later session do not count', () => {
    expect(companionsOf(A, [['cart A 0', 'view B 31']])).toEqual({});
  });

  test('removed items and wishes are not choices', () => {
    expect(companionsOf(A, [['cart A 0', 'uncart B 1', 'click C 2']])).toEqual({});
  });

  test('choices more than ten steps apart do not count', () => {
    // Each in a separate session, because an item is chosen once in a session.
    const between = (count: number) => ['buy A 0', ...Array.from({ length: count }, (_, i) => `buy C ${40 * (i + 1)}`)];
    expect(companionsOf(A, [[...between(9), 'buy B 1000']])[B]).toBeGreaterThan(0);
    expect(companionsOf(A, [[...between(10), 'buy B 1000']])[B]).toBeUndefined();
  });
});

describe('in a log without carts and purchases', () => {
  test('companions are the next items of the sequence', () => {
    const found = companionsOf(A, [['view A 0', 'view B 1', 'view C 2']]);
    expect(found[B]).toBeCloseTo(1, 12);
    expect(found[C]).toBeCloseTo(0.8, 12);
    expect(companionsOf(B, [['view A 0', 'view B 1']])[A]).toBeCloseTo(0.3, 12);
  });

  test('another kind comes first', () => {
    const found = companionsOf(A, [['view A 0', 'view B 1', 'view C 2']], ofRow([0, 0, 1]));
    expect(found[B]).toBeCloseTo(0.25, 12);
    expect(found[C]).toBeCloseTo(0.8, 12);
  });
});

test('without timestamps, purchases count by their order', () => {
  const found = companionsOf(A, [['buy A', 'buy B', 'buy C']], { timed: false });
  expect(found[B]).toBeCloseTo(1, 12);
  expect(found[C]).toBeCloseTo(0.8, 12);
});
