import { seededRandom } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import { type ScoredRow, topK, topOfRows } from './topK.js';

/** The definition: sort all rows by score and then by row, and take the first k. */
function bySorting(scores: readonly number[], k: number, allowed: (row: number) => boolean = () => true): ScoredRow[] {
  return scores
    .map((score, row) => ({ row, score }))
    .filter(({ row }) => row > 0 && allowed(row))
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .slice(0, k);
}

describe('against a full sort of random scores', () => {
  const random = seededRandom(17);
  for (const [name, levels] of [
    ['few distinct values', 4],
    ['many distinct values', 1e9],
  ] as const) {
    test(name, () => {
      for (let round = 0; round < 300; round++) {
        const scores = Array.from(
          { length: 1 + Math.floor(random() * 60) },
          () => Math.floor(random() * levels) - levels / 2,
        );
        const k = Math.floor(random() * 70);
        expect(topK(scores, k)).toEqual(bySorting(scores, k));
        const forbidden = new Set(scores.map(() => Math.floor(random() * scores.length)));
        const allowed = (row: number) => !forbidden.has(row);
        expect(topK(scores, k, allowed)).toEqual(bySorting(scores, k, allowed));
      }
    });
  }
});

test('equal scores come in row order, also at the end of the list', () => {
  expect(topK([9, 1, 2, 1, 2, 1], 4)).toEqual([
    { row: 2, score: 2 },
    { row: 4, score: 2 },
    { row: 1, score: 1 },
    { row: 3, score: 1 },
  ]);
});

test('padding row 0 is never returned', () => {
  expect(topK([100, 1], 2)).toEqual([{ row: 1, score: 1 }]);
  expect(topK([100], 2)).toEqual([]);
});

test('k of 0 and k past the number of rows', () => {
  expect(topK([0, 3, 4], 0)).toEqual([]);
  expect(topK([0, 3, 4], 2).map(({ row }) => row)).toEqual([2, 1]);
  expect(topK([0, 3, 4], 3).map(({ row }) => row)).toEqual([2, 1]);
  expect(topK([0, 3, 4], Infinity).map(({ row }) => row)).toEqual([2, 1]);
});

test('without allowed rows, the result is empty', () => {
  expect(topK([0, 3, 4], 2, () => false)).toEqual([]);
});

test('rows at -Infinity come last', () => {
  expect(topK(Float32Array.of(0, -Infinity, -5, -Infinity), 3).map(({ row }) => row)).toEqual([2, 1, 3]);
});

test('accepts a typed array of 50,000 rows', () => {
  const random = seededRandom(2);
  const scores = Float32Array.from({ length: 50_001 }, () => random() * 8);
  expect(topK(scores, 100)).toEqual(bySorting([...scores], 100));
});

test('topOfRows: highest first, equal scores in the order of rows', () => {
  const best = topOfRows([7, 3, 9, 5], [1, 2, 2, 4], 2, (row) => row !== 5);
  expect(best).toEqual([
    { row: 3, score: 2 },
    { row: 9, score: 2 },
  ]);
});
