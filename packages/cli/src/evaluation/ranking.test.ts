import { untrainedModel } from '@aisle/model/testing';
import type { Example } from '@aisle/model/train';
import { describe, expect, test } from 'vitest';
import { useNodeBackend } from '../nodeBackend.js';
import { rankByModel, rankByScorer } from './ranking.js';

const example = (rows: readonly number[], labelRow: number): Example => ({
  userId: 'u',
  history: rows.map((itemRow, i) => ({ itemRow, typeIndex: 0, timestampMs: i })),
  labelRow,
});
// Entry 0 is padding. Its score is the highest, to show that it is ignored.
const counts = Float64Array.of(99, 5, 7, 0, 0);
const byPopularity = () => counts;

describe('rankByScorer', () => {
  const examples = [example([2], 1), example([], 2), example([1], 3), example([1], 0)];

  test('ties have the mid-rank, an unknown label has Infinity', () => {
    expect([...rankByScorer(byPopularity, examples, false, 4).ranks]).toEqual([2, 1, 3.5, Infinity]);
  });

  test("items of the history are excluded without changing the scorer's array", () => {
    const { ranks, listCounts } = rankByScorer(byPopularity, examples, true, 4);
    expect([...ranks]).toEqual([1, 1, 2.5, Infinity]);
    expect([...listCounts]).toEqual([0, 2, 3, 0, 0]);
    expect([...counts]).toEqual([99, 5, 7, 0, 0]);
  });

  test('items without a score are not listed', () => {
    expect([...rankByScorer(byPopularity, examples, false, 4).listCounts]).toEqual([0, 4, 4, 0, 0]);
  });
});

test('a model ranks histories, the fallback scorer ranks empty ones', async () => {
  await useNodeBackend();
  const otherItems = [2, 3, 4].map((labelRow) => example([1], labelRow));
  const { ranks, listCounts } = await rankByModel(
    untrainedModel(4),
    [example([], 1), ...otherItems, example([1], 0)],
    true,
    byPopularity,
  );
  // By popularity, item 1 has rank 2. By the model, the three remaining items have the three ranks.
  expect([ranks[0], ranks[4]]).toEqual([2, Infinity]);
  expect([...ranks.slice(1, 4)].sort()).toEqual([1, 2, 3]);
  expect([...listCounts]).toEqual([0, 1, 5, 4, 4]);
});
