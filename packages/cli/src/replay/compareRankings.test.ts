import { expect, test } from 'vitest';
import { compareRankings, SCORE_TOLERANCE, COMPARED_LENGTH } from './compareRankings.js';

/** Scores one apart, so that no two tie: item-0 at 100, item-1 at 99, and so on, deeper than what is compared. */
const expected = Array.from({ length: 3 * COMPARED_LENGTH }, (_, i) => ({ itemId: `item-${i}`, score: 100 - i }));
const asFound = (list: readonly { itemId: string; score: number }[]) =>
  list.slice(0, COMPARED_LENGTH).map(({ itemId, score }) => ({ item_id: itemId, score }));

test('the same list has no difference', () => {
  expect(compareRankings(expected, asFound(expected))).toEqual({ place: undefined, gap: 0 });
});

test('two places exchanged count from the first of them, unless their scores tie', () => {
  const exchanged = [...expected];
  [exchanged[3], exchanged[4]] = [expected[4]!, expected[3]!];
  expect(compareRankings(expected, asFound(exchanged)).listPosition).toBe(4);
  const tied = expected.map((item, i) => (i === 4 ? { ...item, score: 97 - SCORE_TOLERANCE / 2 } : item));
  const tiedExchanged = [...tied];
  [tiedExchanged[3], tiedExchanged[4]] = [tied[4]!, tied[3]!];
  expect(compareRankings(tied, asFound(tiedExchanged)).listPosition).toBeUndefined();
});

test('an item from beyond the compared places is a difference, unless it ties with the last', () => {
  const intruder = [...expected];
  intruder[COMPARED_LENGTH - 1] = expected[COMPARED_LENGTH]!;
  expect(compareRankings(expected, asFound(intruder)).listPosition).toBe(COMPARED_LENGTH);
  const tied = expected.map((item, i) => (i === COMPARED_LENGTH ? { ...item, score: expected[COMPARED_LENGTH - 1]!.score } : item));
  const tiedIntruder = [...tied];
  tiedIntruder[COMPARED_LENGTH - 1] = tied[COMPARED_LENGTH]!;
  expect(compareRankings(tied, asFound(tiedIntruder)).listPosition).toBeUndefined();
});

test('a list that ends early differs at its end; a score that differs is reported', () => {
  expect(compareRankings(expected, asFound(expected).slice(0, 7)).listPosition).toBe(8);
  const shifted = asFound(expected).map((item, i) => (i === 2 ? { ...item, score: item.score + 0.25 } : item));
  expect(compareRankings(expected, shifted).scoreDifference).toBe(0.25);
});
