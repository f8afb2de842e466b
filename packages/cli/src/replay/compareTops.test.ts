import { expect, test } from 'vitest';
import { compareTops, SCORE_TOLERANCE, TOP } from './compareTops.js';

/** Scores one apart, so that no two tie: item-0 at 100, item-1 at 99, and so on, deeper than what is compared. */
const expected = Array.from({ length: 3 * TOP }, (_, i) => ({ itemId: `item-${i}`, score: 100 - i }));
const asFound = (list: readonly { itemId: string; score: number }[]) =>
  list.slice(0, TOP).map(({ itemId, score }) => ({ item_id: itemId, score }));

test('the same list has no difference', () => {
  expect(compareTops(expected, asFound(expected))).toEqual({ place: undefined, gap: 0 });
});

test('two places exchanged count from the first of them, unless their scores tie', () => {
  const exchanged = [...expected];
  [exchanged[3], exchanged[4]] = [expected[4]!, expected[3]!];
  expect(compareTops(expected, asFound(exchanged)).place).toBe(4);
  const tied = expected.map((item, i) => (i === 4 ? { ...item, score: 97 - SCORE_TOLERANCE / 2 } : item));
  const tiedExchanged = [...tied];
  [tiedExchanged[3], tiedExchanged[4]] = [tied[4]!, tied[3]!];
  expect(compareTops(tied, asFound(tiedExchanged)).place).toBeUndefined();
});

test('an item from beyond the compared places is a difference, unless it ties with the last', () => {
  const intruder = [...expected];
  intruder[TOP - 1] = expected[TOP]!;
  expect(compareTops(expected, asFound(intruder)).place).toBe(TOP);
  const tied = expected.map((item, i) => (i === TOP ? { ...item, score: expected[TOP - 1]!.score } : item));
  const tiedIntruder = [...tied];
  tiedIntruder[TOP - 1] = tied[TOP]!;
  expect(compareTops(tied, asFound(tiedIntruder)).place).toBeUndefined();
});

test('a list that ends early differs at its end; a score that differs is reported', () => {
  expect(compareTops(expected, asFound(expected).slice(0, 7)).place).toBe(8);
  const shifted = asFound(expected).map((item, i) => (i === 2 ? { ...item, score: item.score + 0.25 } : item));
  expect(compareTops(expected, shifted).gap).toBe(0.25);
});
