import { expect, test } from 'vitest';
import { isDue, isRarelyRebought } from './kinds.js';

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
