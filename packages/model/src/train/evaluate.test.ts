import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { itemTarget } from '../heads/ranking.js';
import { useCpuBackend } from '../testing/cpuBackend.js';
import {
  GOLDEN_TOLERANCE,
  goldenConfig,
  goldenHistories,
  goldenValues,
  largestDifference,
} from '../testing/goldenModel.js';
import { evaluateModel, evaluateScorer, scoreExamples } from './evaluate.js';
import type { Example } from './split.js';

beforeAll(useCpuBackend);

const { itemCount } = goldenConfig;
const target = itemTarget(goldenConfig);
/** One example per golden history. The label is the item with rank `rank` in the reference. */
function examplesWithRanks(ranks: readonly number[]): Example[] {
  return goldenHistories.map(({ actions, scores }, i) => {
    const order = scores[target]
      .map((score, row) => ({ score, row }))
      .slice(1)
      .sort((a, b) => b.score - a.score);
    return { userId: `u${i}`, history: actions, labelRow: order[ranks[i]! - 1]!.row };
  });
}

test('scoreExamples visits every example once, with its scores', async () => {
  // Longest first, so that the order by length differs from the order given.
  const examples = examplesWithRanks([1, 1, 1, 1, 1, 1]).reverse();
  const seen = new Map<number, Float32Array>();
  await scoreExamples({ config: goldenConfig, values: goldenValues }, examples, false, (index, scores) =>
    seen.set(index, scores.slice()),
  );
  expect(seen.size).toBe(examples.length);
  for (const [index, scores] of seen) {
    expect(largestDifference(scores, [...goldenHistories].reverse()[index]!.scores[target])).toBeLessThan(
      GOLDEN_TOLERANCE,
    );
  }
});

test('scores more examples than fit into a batch', async () => {
  const many = Array.from({ length: 300 }, (_, i) => examplesWithRanks([1, 1, 1, 1, 1, 1])[i % 6]!);
  let visits = 0;
  await scoreExamples({ config: goldenConfig, values: goldenValues }, many, false, (index, scores) => {
    visits += 1;
    expect(largestDifference(scores, goldenHistories[index % 6]!.scores[target])).toBeLessThan(GOLDEN_TOLERANCE);
  });
  expect(visits).toBe(300);
});

test('masks items of the history and keeps the other scores', async () => {
  const example = examplesWithRanks([1, 1, 1, 1, 1, 1])[3]!;
  const inHistory = new Set(example.history.map(({ itemRow }) => itemRow));
  await scoreExamples({ config: goldenConfig, values: goldenValues }, [example], true, (_, scores) => {
    for (let row = 1; row <= itemCount; row++) expect(scores[row] === -Infinity).toBe(inHistory.has(row));
  });
});

test('evaluateModel ranks all items', async () => {
  const metrics = await evaluateModel(
    { config: goldenConfig, values: goldenValues },
    examplesWithRanks([1, 2, 6, 3, 20, 5]),
    false,
    [1, 5],
  );
  expect(metrics.users).toBe(6);
  expect(metrics['hr@1']).toBeCloseTo(1 / 6, 12);
  expect(metrics['hr@5']).toBeCloseTo(4 / 6, 12);
  expect(metrics['mrr@5']).toBeCloseTo((1 + 1 / 2 + 1 / 3 + 1 / 5) / 6, 12);
});

test('an unknown label counts as a miss', async () => {
  const [example] = examplesWithRanks([1, 1, 1, 1, 1, 1]);
  const metrics = await evaluateModel(
    { config: goldenConfig, values: goldenValues },
    [example!, { ...example!, labelRow: 0 }],
    false,
    [20],
  );
  expect([metrics.users, metrics['hr@20']]).toEqual([2, 0.5]);
});

test('evaluateModel disposes its tensors', async () => {
  const before = tf.memory().numTensors;
  await evaluateModel({ config: goldenConfig, values: goldenValues }, examplesWithRanks([1, 1, 1, 1, 1, 1]), true);
  expect(tf.memory().numTensors).toBe(before);
});

describe('evaluateScorer', () => {
  const act = (itemRow: number) => ({ itemRow, typeIndex: 2, timestampMs: 0 });
  const scores = Float64Array.of(9, 4, 3, 3, 1);
  const examples: Example[] = [
    { userId: 'a', history: [act(1)], labelRow: 2 },
    { userId: 'b', history: [act(4)], labelRow: 1 },
    { userId: 'c', history: [], labelRow: 0 },
  ];

  test('ties at mid-rank, an unknown label as a miss', () => {
    const metrics = evaluateScorer(() => scores, examples, false, [1, 3]);
    // Ranks 2.5, 1 and unranked.
    expect([metrics['hr@1'], metrics['hr@3']]).toEqual([1 / 3, 2 / 3]);
    expect(metrics['mrr@3']).toBeCloseTo((1 / 2.5 + 1) / 3, 12);
  });

  test('masking does not change the array of the scorer', () => {
    const metrics = evaluateScorer(() => scores, examples, true, [3]);
    // Without row 1, the first label shares the first two ranks.
    expect(metrics['mrr@3']).toBeCloseTo((1 / 1.5 + 1) / 3, 12);
    expect([...scores]).toEqual([9, 4, 3, 3, 1]);
  });
});
