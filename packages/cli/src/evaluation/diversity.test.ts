import { expect, test } from 'vitest';
import { diversity } from './diversity.js';

// Entry 0 is padding and must not count.
test('one of four items in every list', () => {
  const { coverage, gini, selfInformationBits } = diversity(Float64Array.of(9, 0, 0, 8, 0), [99, 0, 0, 3, 0], 31);
  expect([coverage, gini]).toEqual([1 / 4, 3 / 4]);
  // log2(32 / 4)
  expect(selfInformationBits).toBe(3);
});

test('every item listed equally often', () => {
  expect(diversity(Float64Array.of(0, 2, 2), [0, 0, 1], 1)).toEqual({
    coverage: 1,
    gini: 0,
    selfInformationBits: 1 / 2,
  });
});

test('Gini coefficient of the counts 1, 2 and 3', () => {
  // The mean absolute difference over all 9 pairs is 8/9, the mean 2: (8/9) / (2 * 2) = 2/9.
  expect(diversity(Float64Array.of(0, 3, 1, 2), [0, 0, 0, 0], 0).gini).toBeCloseTo(2 / 9, 12);
});

test('without lists', () => {
  expect(diversity(new Float64Array(3), [0, 0, 0], 0)).toEqual({ coverage: 0, gini: 1, selfInformationBits: 0 });
});
