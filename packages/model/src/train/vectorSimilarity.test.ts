import { normal, seededRandom } from '@aisle/core';
import { expect, test } from 'vitest';
import { contentNeighbours } from './contentNeighbours.js';
import { vectorSimilarity } from './vectorSimilarity.js';

const of = (similarity: ReturnType<typeof vectorSimilarity>, row: number) => {
  const found = new Map<number, number>();
  similarity.visit(row, (other, value) => found.set(other, (found.get(other) ?? 0) + value));
  return found;
};

test('similarity is the cosine of vectors, without negative ones', () => {
  // Items 1 to 4: (3, 4), (8, 6), (-3, -4) and none.
  const similarity = vectorSimilarity({ width: 2, vectors: Float32Array.of(0, 0, 3, 4, 8, 6, -3, -4, 0, 0) });
  expect([1, 2, 3, 4].map((row) => similarity.knows(row))).toEqual([true, true, true, false]);
  const found = of(similarity, 1);
  expect([...found.keys()]).toEqual([1, 2]);
  // (3 * 8 + 4 * 6) / (5 * 10)
  expect(found.get(2)).toBeCloseTo(0.96, 6);
  expect(of(similarity, 4).size).toBe(0);
});

test('in a large catalogue, items of common groups are compared', () => {
  const random = seededRandom(8);
  const [items, width, kinds] = [400, 8, 20];
  const centres = Array.from({ length: kinds * width }, () => normal(random));
  const vectors = new Float32Array((items + 1) * width);
  for (let row = 1; row <= items; row++)
    for (let j = 0; j < width; j++)
      vectors[row * width + j] = centres[(row % kinds) * width + j]! + 0.2 * normal(random);
  const all = vectorSimilarity({ width, vectors });
  const grouped = vectorSimilarity({ width, vectors }, 100);
  let [found, wanted, visited] = [0, 0, 0];
  for (let row = 1; row <= items; row++) {
    const best = [...of(all, row)].sort((a, b) => b[1] - a[1]).slice(0, 10);
    const some = of(grouped, row);
    visited += some.size;
    for (const [other, value] of best) {
      wanted += 1;
      if (some.has(other)) found += 1;
      if (some.has(other)) expect(some.get(other)).toBe(value);
    }
  }
  expect(found / wanted).toBeGreaterThan(0.95);
  expect(visited).toBeLessThan(items * items * 0.4);
});

test('vectors and values of a catalogue count alike', () => {
  const values = { count: 2, offsets: Uint32Array.of(0, 0, 1, 2, 3, 4), ids: Int32Array.of(0, 0, 1, 1) };
  // Item 1 shares a value with item 2, and the direction of item 3.
  const vectors = Float32Array.of(0, 0, 1, 0, 0, 1, 5, 0, 0, 1);
  const { offsets, toRows, strengths } = contentNeighbours([values, { width: 2, vectors }], 4);
  expect([...toRows.subarray(offsets[1]!, offsets[2]!)]).toEqual([2, 3]);
  expect([...strengths.subarray(offsets[1]!, offsets[2]!)]).toEqual([0.5, 0.5]);
});
