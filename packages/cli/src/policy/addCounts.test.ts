import { expect, test } from 'vitest';
import { addCounts, isBeta } from './addCounts.js';

const NONE = { devices: 0, successes: 0 };
/** Beta(1, 9) and Beta(2, 8). */
const prior = {
  shown: { mean: 0.1, spread: Math.sqrt(0.09 / 11) },
  base: { mean: 0.2, spread: Math.sqrt(0.16 / 11) },
  exposures: 5,
  context: { hasCart: 0.1 },
};

test('counts join the Beta distribution of each group', () => {
  const counts = { shown: { devices: 90, successes: 19 }, heldOut: { devices: 30, successes: 8 } };
  // Beta(1 + 19, 9 + 71) and Beta(2 + 8, 8 + 22). The variance of Beta(a, b) is mean · (1 − mean) / (a + b + 1).
  expect(addCounts(prior, counts)).toEqual({
    shown: { mean: expect.closeTo(0.2, 12), spread: expect.closeTo(Math.sqrt(0.16 / 101), 12) },
    base: { mean: expect.closeTo(0.25, 12), spread: expect.closeTo(Math.sqrt(0.1875 / 41), 12) },
    exposures: 95,
    context: { hasCart: 0.1 },
  });
});

test('no counts change nothing', () => {
  const { shown, base } = addCounts(prior, { shown: NONE, heldOut: NONE });
  expect([shown.mean, shown.spread, base.mean, base.spread]).toEqual(
    [prior.shown.mean, prior.shown.spread, prior.base.mean, prior.base.spread].map((x) => expect.closeTo(x, 12)),
  );
});

test('two updates give the same as one with the sums', () => {
  const once = { shown: { devices: 30, successes: 3 }, heldOut: { devices: 20, successes: 1 } };
  const twice = { shown: { devices: 60, successes: 6 }, heldOut: { devices: 40, successes: 2 } };
  const [a, b] = [addCounts(addCounts(prior, once), once), addCounts(prior, twice)];
  expect(a.shown.spread).toBeCloseTo(b.shown.spread, 14);
  expect(a.base.mean).toBeCloseTo(b.base.mean, 14);
  expect(a.exposures).toBe(b.exposures);
});

test.each([
  ['a uniform distribution', 0.5, Math.sqrt(1 / 12), true],
  ['no spread', 0.5, 0, false],
  ['the spread of a coin', 0.5, 0.5, false],
  ['a share of 0', 0, 0.01, false],
])('isBeta: %s', (_, mean, spread, expected) => {
  expect(isBeta({ mean, spread })).toBe(expected);
});
