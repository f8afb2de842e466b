import { seededRandom, shuffle } from '@aisle/core';
import { expect, test } from 'vitest';
import { positionPropensities } from './positionPropensities.js';
import type { ShownList } from './shownLists.js';

const LOOKS = [1, 0.6, 0.4, 0.3, 0.2, 0.2];
/** Attractiveness of rows 1 to 6. */
const RATES = [0.5, 0.3, 0.2, 0.1, 0.1, 0.05];

/** Lists of all items in the shop's order, or shuffled in a share of the cases. */
function listsOf(shuffledShare: number): ShownList[] {
  const random = seededRandom(5);
  return Array.from({ length: 20_000 }, (_, i) => {
    const rows = [1, 2, 3, 4, 5, 6];
    if (random() < shuffledShare) shuffle(rows, random);
    const clicked = rows.flatMap((row, at) => (random() < LOOKS[at]! * RATES[row - 1]! ? [at] : []));
    return { user: i, timestampMs: i, rows, clicks: new Map(clicked.map((at) => [at, { timestampMs: i }])) };
  });
}

test('items at several positions separate looks from attractiveness', () => {
  const looks = positionPropensities(listsOf(0.3));
  // Positions 4 and 5 are one group.
  [1, 0.6, 0.4, 0.3, 0.2].forEach((look, group) => expect(looks[group]).toBeCloseTo(look, 1));
});

test('without clicks, all positions count the same', () => {
  const lists = listsOf(0.3).map((list) => ({ ...list, clicks: new Map() }));
  expect(new Set(positionPropensities(lists))).toEqual(new Set([1]));
});
