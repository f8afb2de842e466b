import { normal, seededRandom } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import { pairedBootstrap, resamplingUnits } from './pairedBootstrap.js';
import type { Example } from './split.js';

/** Four standard errors of a share of 1/2 among 10,000 resamples. By chance, one test in 16,000 exceeds it. */
const TOLERANCE = (4 * 0.5) / Math.sqrt(10_000);

const oneEach = (length: number) => Array.from({ length }, (_, i) => i);

describe('pairedBootstrap', () => {
  test.each([
    // Sums of two draws of ±1: 2, 0, 0, -2.
    ['two users', [1, -1], [0, 1], 3 / 4],
    // Sums of four fair draws of ±1 are at most 0 in 11 of 16 cases.
    ['four users', [1, 1, -1, -1], oneEach(4), 11 / 16],
    // The same gains, but two users with two examples each.
    ['examples of one user are drawn together', [1, 1, -1, -1], [0, 0, 1, 1], 3 / 4],
    // Three draws of 2, -1, -1: the sums 0 and -3 have 12 and 8 of the 27 cases.
    ['no advantage counts against the first', [2, -1, -1], oneEach(3), 20 / 27],
  ])('%s: the exact share', (_, differences, units, share) => {
    expect(Math.abs(pairedBootstrap(differences, units).pValue - share)).toBeLessThan(TOLERANCE);
  });

  test('for many users it matches the normal approximation', () => {
    const random = seededRandom(7);
    const differences = Float64Array.from({ length: 2000 }, () => 0.02 + normal(random));
    const mean = differences.reduce((a, b) => a + b) / 2000;
    const standardError = Math.sqrt(differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / 2000 / 2000);
    const { difference, pValue } = pairedBootstrap(differences, oneEach(2000));
    expect(difference).toBeCloseTo(mean, 12);
    expect(Math.abs(pValue - normalTail(mean / standardError))).toBeLessThan(TOLERANCE);
  });

  test('a clear advantage gets the smallest possible p-value', () => {
    expect(pairedBootstrap([1, 1, 1], oneEach(3), { resamples: 99 })).toEqual({
      difference: 1,
      pValue: 1 / 100,
      resamples: 99,
      units: 3,
    });
    expect(pairedBootstrap([0, 0], oneEach(2), { resamples: 99 }).pValue).toBe(1);
  });

  test('a seed always gives the same result', () => {
    const differences = [3, -1, -1, 0.5, -2, 1];
    const p = (seed: number) => pairedBootstrap(differences, oneEach(6), { seed, resamples: 1000 }).pValue;
    expect(p(3)).toBe(p(3));
    expect(p(3)).not.toBe(p(4));
  });
});

/** P(Z > z) by Simpson's rule on the density, from z to 8. */
function normalTail(z: number): number {
  const steps = 2000;
  const h = (8 - z) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const x = z + i * h;
    sum += (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp((-x * x) / 2);
  }
  return (sum * h) / 3 / Math.sqrt(2 * Math.PI);
}

describe('resamplingUnits', () => {
  const example = (userId: string, rows: readonly number[], labelRow: number): Example => ({
    userId,
    history: rows.map((itemRow) => ({ itemRow, typeIndex: 0, timestampMs: 0 })),
    labelRow,
  });

  test('all examples of a user are one unit', () => {
    expect([...resamplingUnits([example('a', [1], 2), example('b', [3], 4), example('a', [5], 6)])]).toEqual([0, 1, 0]);
  });

  test('prefixes of one session are one unit, in either order', () => {
    const growing = [example('p1', [1], 2), example('p2', [1, 2], 3), example('p3', [1, 2, 3], 4)];
    const other = [example('p4', [9, 2, 3], 4), example('p5', [9, 2], 3), example('p6', [9], 2)];
    expect([...resamplingUnits([...growing, ...other])]).toEqual([0, 0, 0, 1, 1, 1]);
  });

  test('different or empty histories are separate units', () => {
    expect([
      ...resamplingUnits([
        example('p1', [1], 5),
        example('p2', [1, 2], 3),
        example('p3', [], 7),
        example('p4', [7], 8),
      ]),
    ]).toEqual([0, 1, 2, 3]);
  });
});
