import { normal, seededRandom } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import { strengthLevels } from './strengthLevels.js';

/** Squared errors of the logarithms when each strength becomes the nearest level. */
function squaredError(strengths: readonly number[], levels: readonly number[]): number {
  const nearest = (strength: number) => Math.min(...levels.map((level) => Math.log(level / strength) ** 2));
  return strengths.reduce((sum, strength) => sum + nearest(strength), 0);
}

/** The best that any `count` levels do: groups of the sorted logarithms, by dynamic programming. */
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

test('two groups, by hand', () => {
  // Logarithms 0 and ln 4, mean ln 2; and 100 by itself.
  const [low, high] = strengthLevels(Float32Array.of(4, 100, 1), 2);
  expect(low).toBeCloseTo(2, 6);
  expect(high).toBeCloseTo(100, 4);
});

test('no more different strengths than levels: the strengths themselves', () => {
  expect([...strengthLevels(Float32Array.of(3, 0.1, 3, 7), 3)]).toEqual([Math.fround(0.1), 3, 7]);
  expect([...strengthLevels(new Float32Array(0), 3)]).toEqual([]);
});

describe('ascending, no more than asked for, and near the best error there is', () => {
  const random = seededRandom(12);
  const many = <T>(length: number, of: () => T) => Array.from({ length }, of);
  test.each([
    ['log-normal', many(150, () => Math.exp(normal(random)))],
    [
      'a few values, blurred',
      many(150, () => [0.2, 0.5, 1, 2, 3, 3.3][Math.floor(6 * random())]! * (1 + 0.01 * random())),
    ],
    ['one far from all others', [...many(100, () => 1 + random()), 1e30]],
    [
      'a hundred equal ones beside neighbours in float32',
      [...many(100, () => 1), ...Array.from({ length: 40 }, (_, i) => 1.5 + i * 2 ** -23)],
    ],
    ['the whole of float32', many(100, () => 10 ** (80 * random() - 42))],
  ])('%s', (_, given) => {
    const strengths = Float32Array.from(given);
    for (const count of [2, 5, 16]) {
      const levels = [...strengthLevels(strengths, count)];
      expect(levels.length).toBeLessThanOrEqual(count);
      levels.forEach((level, i) => expect(level).toBeGreaterThan(levels[i - 1] ?? 0));
      expect(levels.at(-1)).toBeLessThan(Infinity);
      // k-means ends at a local best: within a third of the squared error on all of these; and float32 rounds levels.
      expect(squaredError([...strengths], levels)).toBeLessThanOrEqual(
        1.34 * bestError([...strengths], count) + strengths.length * 1e-13,
      );
    }
  });
});
