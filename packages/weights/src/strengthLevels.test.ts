import { normal, seededRandom } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import { strengthLevels } from './strengthLevels.js';

/** The sum of squared errors of the logarithms with the nearest levels. */
function squaredError(strengths: readonly number[], levels: readonly number[]): number {
  const nearest = (strength: number) => Math.min(...levels.map((level) => Math.log(level / strength) ** 2));
  return strengths.reduce((sum, strength) => sum + nearest(strength), 0);
}

/** The minimum of `squaredError` over all sets of `count` levels, by dynamic programming over the sorted logarithms. */
function bestError(strengths: readonly number[], count: number): number {
  const logs = strengths.map(Math.log).sort((a, b) => a - b);
  const groupError = (start: number, end: number) => {
    const group = logs.slice(start, end);
    const mean = group.reduce((a, b) => a + b, 0) / group.length;
    return group.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  };
  let best = logs.map((_, i) => groupError(0, i + 1));
  for (let levels = 2; levels <= count; levels++) {
    best = best.map((without, i) =>
      Math.min(without, ...Array.from({ length: i }, (_, cut) => best[cut]! + groupError(cut + 1, i + 1))),
    );
  }
  return best.at(-1)!;
}

test('two groups have their means as levels', () => {
  // The group of 1 and 4 has the mean ln 2; 100 is a group of one.
  const [low, high] = strengthLevels(Float32Array.of(4, 100, 1), 2);
  expect(low).toBeCloseTo(2, 6);
  expect(high).toBeCloseTo(100, 4);
});

test('few distinct strengths are returned unchanged', () => {
  expect([...strengthLevels(Float32Array.of(3, 0.1, 3, 7), 3)]).toEqual([Math.fround(0.1), 3, 7]);
  expect([...strengthLevels(new Float32Array(0), 3)]).toEqual([]);
});

describe('levels ascend and have almost the minimum error', () => {
  const random = seededRandom(12);
  const many = <T>(length: number, of: () => T) => Array.from({ length }, of);
  test.each([
    ['log-normal', many(150, () => Math.exp(normal(random)))],
    [
      'a few values with noise',
      many(150, () => [0.2, 0.5, 1, 2, 3, 3.3][Math.floor(6 * random())]! * (1 + 0.01 * random())),
    ],
    ['one outlier', [...many(100, () => 1 + random()), 1e30]],
    [
      '100 equal values and adjacent float32 values',
      [...many(100, () => 1), ...Array.from({ length: 40 }, (_, i) => 1.5 + i * 2 ** -23)],
    ],
    ['the range of float32', many(100, () => 10 ** (80 * random() - 42))],
  ])('%s', (_, given) => {
    const strengths = Float32Array.from(given);
    for (const count of [2, 5, 16]) {
      const levels = [...strengthLevels(strengths, count)];
      expect(levels.length).toBeLessThanOrEqual(count);
      levels.forEach((level, i) => expect(level).toBeGreaterThan(levels[i - 1] ?? 0));
      expect(levels.at(-1)).toBeLessThan(Infinity);
      // k-means finds a local minimum: at most a third above the global one here. The last term is float32 rounding.
      expect(squaredError([...strengths], levels)).toBeLessThanOrEqual(
        1.34 * bestError([...strengths], count) + strengths.length * 1e-13,
      );
    }
  });
});
