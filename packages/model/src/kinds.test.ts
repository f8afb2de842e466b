import { expect, test } from 'vitest';
import { isDue, isRarelyRebought, isSupplied, rarelyReboughtKinds } from './kinds.js';
import { kindsOf } from './testing/kindsOf.js';

test('a kind is rarely rebought below a share of .1', () => {
  expect([0, 0.0999, 0.1, 0.8].map((share) => isRarelyRebought({ share, medianDays: 30 }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('a kind is due from .7 of the median days', () => {
  expect([0, 20.9, 21, 400].map((days) => isDue({ share: 0.5, medianDays: 30 }, days))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test('a kind that nobody bought twice is never due', () => {
  expect(isDue({ share: 0, medianDays: undefined }, 10_000)).toBe(false);
});

test('a shopper is supplied with a kind that lasts, or is not used up yet', () => {
  const supplied = (share: number, medianDays: number | undefined, days: number) =>
    isSupplied({ share, medianDays }, days);
  // It lasts: for ever.
  expect([supplied(0.05, 30, 0), supplied(0.05, 30, 400), supplied(0.05, undefined, 400)]).toEqual([true, true, true]);
  // It is used up: until .7 of the median.
  expect([supplied(0.3, 30, 20.9), supplied(0.3, 30, 21)]).toEqual([true, false]);
  // People buy several, or nobody knows when it is used up.
  expect([supplied(0.29, 30, 0), supplied(1, undefined, 0)]).toEqual([false, false]);
});

test('the kinds of items that people rarely buy twice', () => {
  const kinds = kindsOf(
    [0, 1, -1],
    [
      { share: 0.02, medianDays: 10 },
      { share: 0.6, medianDays: 30 },
    ],
  );
  expect(rarelyReboughtKinds(kinds, [1, 2, 3])).toEqual(new Set([0]));
});
