import { describe, expect, test } from 'vitest';
import { gainsOfRanks, metricsOfRanks, midRank } from './metrics.js';

describe('midRank', () => {
  // Entry 0 is padding. Its score is the highest, to show that it is ignored.
  const scores = [99, 3, 1, 3, 5, 3, 0];

  test.each([
    [4, 1],
    // Rows 1, 3 and 5 share the places 2, 3 and 4.
    [1, 3],
    [3, 3],
    [5, 3],
    [2, 5],
    [6, 6],
  ])('row %i has rank %f', (row, rank) => {
    expect(midRank(scores, row)).toBe(rank);
  });

  test('two tied items share a rank', () => {
    expect(midRank([0, 7, 7], 1)).toBe(1.5);
    expect(midRank([0, 7, 7], 2)).toBe(1.5);
  });

  test('excluded rows rank below everything else', () => {
    const masked = Float32Array.of(0, -Infinity, -9, -Infinity);
    expect(midRank(masked, 2)).toBe(1);
    expect(midRank(masked, 1)).toBe(2.5);
  });
});

describe('metricsOfRanks', () => {
  test('HR, NDCG and MRR of five ranks', () => {
    // 1 / log2(3) = .6309..., 1 / log2(4.5) = .4608... Within 2: ranks 1 and 2. Within 5: also 3.5. Infinity is an
    // unranked item.
    const metrics = metricsOfRanks([1, 2, 3.5, 5.5, Infinity], [2, 5]);
    expect(metrics.users).toBe(5);
    expect(metrics['hr@2']).toBeCloseTo(2 / 5, 12);
    expect(metrics['ndcg@2']).toBeCloseTo((1 + 0.63092975357) / 5, 10);
    expect(metrics['mrr@2']).toBeCloseTo((1 + 1 / 2) / 5, 12);
    expect(metrics['hr@5']).toBeCloseTo(3 / 5, 12);
    expect(metrics['ndcg@5']).toBeCloseTo((1 + 0.63092975357 + 0.460845420618) / 5, 10);
    expect(metrics['mrr@5']).toBeCloseTo((1 + 1 / 2 + 1 / 3.5) / 5, 12);
  });

  test('a rank equal to the cut-off is inside', () => {
    expect(metricsOfRanks([10], [10])['hr@10']).toBe(1);
    expect(metricsOfRanks([10.5], [10])['hr@10']).toBe(0);
  });

  test('without examples, metrics are 0', () => {
    expect(metricsOfRanks([])).toEqual({
      users: 0,
      ...Object.fromEntries([5, 10, 20].flatMap((k) => [`hr@${k}`, `ndcg@${k}`, `mrr@${k}`].map((name) => [name, 0]))),
    });
  });
});

describe('gainsOfRanks', () => {
  // 1 / log2(4.5) = .4608...
  test.each([
    ['hr@3', [1, 1, 0, 0]],
    ['ndcg@4', [1, 0.460845420618, 0, 0]],
    ['mrr@20', [1, 1 / 3.5, 1 / 12, 0]],
  ] as const)('%s of each example', (metric, expected) => {
    gainsOfRanks([1, metric === 'hr@3' ? 3 : 3.5, 12, Infinity], metric).forEach((gain, i) =>
      expect(gain).toBeCloseTo(expected[i]!, 10),
    );
  });

  test('their mean is the metric', () => {
    const ranks = [1, 4, 2.5, 30, Infinity];
    const gains = gainsOfRanks(ranks, 'ndcg@10');
    expect(gains.reduce((a, b) => a + b) / 5).toBeCloseTo(metricsOfRanks(ranks, [10])['ndcg@10']!, 12);
  });
});
