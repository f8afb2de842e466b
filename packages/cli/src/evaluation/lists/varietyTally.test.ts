import { expect, test } from 'vitest';
import { VarietyTally } from './varietyTally.js';

const rowOf = (...rows: readonly number[]) => rows.map((row) => ({ row, score: 0 }));

test('variety of two rows, worked by hand', () => {
  // Items 1 and 2 have cosine .5, all other pairs 0. Item 4 occurs in no row.
  const similarity = (a: number, b: number) => (a + b === 3 ? 0.5 : 0);
  const tally = new VarietyTally(similarity, { counts: [99, 7, 3, 0, 1], histories: 7 });
  tally.add(rowOf(1, 2), 2);
  tally.add(rowOf(1, 2, 3), 4);
  expect(tally.point(0.3, 4)).toEqual({
    diversity: 0.3,
    // The label is second in the first row: 1 / log2(3).
    'ndcg@10': expect.closeTo(1 / Math.log2(3) / 2, 12),
    // .5 in the first row, (.5 + 1 + 1) / 3 in the second.
    ild: expect.closeTo((0.5 + 2.5 / 3) / 2, 12),
    // log2 of 8/8, 8/4, 8/8, 8/4 and 8/1.
    novelty: expect.closeTo((0 + 1 + 0 + 1 + 3) / 5, 12),
    coverage: 3 / 4,
  });
});

test('without rows', () => {
  const tally = new VarietyTally(() => 0, { counts: [0, 0], histories: 0 });
  expect(tally.point(0, 1)).toEqual({ diversity: 0, 'ndcg@10': 0, ild: 0, novelty: 0, coverage: 0 });
});
