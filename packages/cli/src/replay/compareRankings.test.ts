import { expect, test } from 'vitest';
import { COMPARED_LENGTH, compareRankings, SCORE_TOLERANCE } from './compareRankings.js';

/** Scores differ by 1, so they never tie: item-0 has 100, item-1 has 99. Longer than the compared list. */
const expected = Array.from({ length: 3 * COMPARED_LENGTH }, (_, i) => ({ itemId: `item-${i}`, score: 100 - i }));
const asFound = (list: readonly { itemId: string; score: number }[]) =>
  list.slice(0, COMPARED_LENGTH).map(({ itemId, score }) => ({ item_id: itemId, score }));

test('equal lists have no difference', () => {
  expect(compareRankings(expected, asFound(expected))).toEqual({ listPosition: undefined, scoreDifference: 0 });
});

test('two swapped items are a difference, unless their scores tie', () => {
  const swapped = [...expected];
  [swapped[3], swapped[4]] = [expected[4]!, expected[3]!];
  expect(compareRankings(expected, asFound(swapped)).listPosition).toBe(4);
  const tied = expected.map((item, i) => (i === 4 ? { ...item, score: 97 - SCORE_TOLERANCE / 2 } : item));
  const tiedSwapped = [...tied];
  [tiedSwapped[3], tiedSwapped[4]] = [tied[4]!, tied[3]!];
  expect(compareRankings(tied, asFound(tiedSwapped)).listPosition).toBeUndefined();
});

test('an item from beyond the compared list is a difference, unless it ties', () => {
  const outsider = [...expected];
  outsider[COMPARED_LENGTH - 1] = expected[COMPARED_LENGTH]!;
  expect(compareRankings(expected, asFound(outsider)).listPosition).toBe(COMPARED_LENGTH);
  const tied = expected.map((item, i) =>
    i === COMPARED_LENGTH ? { ...item, score: expected[COMPARED_LENGTH - 1]!.score } : item,
  );
  const tiedOutsider = [...tied];
  tiedOutsider[COMPARED_LENGTH - 1] = tied[COMPARED_LENGTH]!;
  expect(compareRankings(tied, asFound(tiedOutsider)).listPosition).toBeUndefined();
});

test('a shorter list differs at its end; score differences are reported', () => {
  expect(compareRankings(expected, asFound(expected).slice(0, 7)).listPosition).toBe(8);
  const shifted = asFound(expected).map((item, i) => (i === 2 ? { ...item, score: item.score + 0.25 } : item));
  expect(compareRankings(expected, shifted).scoreDifference).toBe(0.25);
});
