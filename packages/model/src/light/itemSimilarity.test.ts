import { expect, test } from 'vitest';
import { floatItemMatrix } from './itemMatrix.js';
import { itemSimilarity } from './itemSimilarity.js';

test('itemSimilarity multiplies int8 vectors and their scales', () => {
  const items = {
    vectors: Int8Array.of(0, 0, 0, 0, 0, 1, 2, 3, 4, 5, -6, 7, 8, -9, 10),
    scales: Float32Array.of(1, 0.5, 0.25),
    bias: Float32Array.of(0, 100, 100),
  };
  // -6 + 14 + 24 - 36 + 50 = 46
  expect(itemSimilarity(items, 1, 2)).toBe(46 / 8);
  expect(itemSimilarity(items, 2, 1)).toBe(46 / 8);
});

test('itemSimilarity of float32 vectors of length 1 is their cosine', () => {
  const items = floatItemMatrix(Float32Array.of(0, 0, 0.6, 0.8, 1, 0), new Float32Array(3));
  expect(itemSimilarity(items, 1, 2)).toBeCloseTo(0.6, 6);
});
