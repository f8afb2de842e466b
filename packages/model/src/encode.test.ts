import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { batchInput, encodeLast, scoreItems } from './encode.js';
import { type Features, featurize } from './featurize.js';
import type { Parameters } from './forward.js';
import { rankingHead } from './heads/ranking.js';
import { useCpuBackend } from './testing/cpuBackend.js';
import {
  GOLDEN_TOLERANCE,
  goldenConfig,
  goldenHistories,
  goldenParameters,
  largestDifference,
} from './testing/goldenModel.js';

let parameters: Parameters;
beforeAll(async () => {
  await useCpuBackend();
  parameters = goldenParameters();
});

const features = goldenHistories.map(({ actions }) => featurize(actions, goldenConfig));

describe.each(['next-item', 'next-purchase'] as const)('scores for %s', (target) => {
  const config = { ...goldenConfig, heads: [rankingHead(target)] };
  const score = (histories: readonly Features[], rows?: Int32Array) =>
    tf.tidy(() => scoreItems(tf, parameters, encodeLast(tf, config, parameters, histories), rows).arraySync());

  test('of a batch of all lengths are those of the float64 reference', () => {
    const found = score(features);
    expect(found.length).toBe(goldenHistories.length);
    goldenHistories.forEach(({ scores }, i) =>
      expect(largestDifference(found[i]!, scores[target])).toBeLessThan(GOLDEN_TOLERANCE),
    );
  });

  test('of one history at a time are those of the float64 reference', () => {
    goldenHistories.forEach(({ scores }, i) => {
      expect(largestDifference(score([features[i]!])[0]!, scores[target])).toBeLessThan(GOLDEN_TOLERANCE);
    });
  });

  test('of given rows come in their order, with repeated rows', () => {
    const rows = Int32Array.from([20, 3, 3, 1]);
    const expected = [...rows].map((row) => goldenHistories[4]!.scores[target][row]!);
    expect(largestDifference(score([features[4]!], rows)[0]!, expected)).toBeLessThan(GOLDEN_TOLERANCE);
  });
});

test('encodeLast and scoreItems dispose their intermediate tensors', () => {
  const before = tf.memory().numTensors;
  const query = encodeLast(tf, goldenConfig, parameters, features);
  const scores = scoreItems(tf, parameters, query);
  expect(tf.memory().numTensors).toBe(before + 2);
  tf.dispose([query, scores]);
});

test('batchInput pads after the last action', () => {
  const input = tf.tidy(() => {
    const { batch, length, itemRows, typeIndices, timeGapBuckets, listPositionBuckets, band } = batchInput(
      tf,
      goldenConfig,
      [
        {
          itemRows: Int32Array.of(4),
          typeIndices: Int32Array.of(2),
          timeGapBuckets: Int32Array.of(0),
          listPositionBuckets: Int32Array.of(3),
        },
        {
          itemRows: Int32Array.of(5, 6, 7),
          typeIndices: Int32Array.of(4, 5, 8),
          timeGapBuckets: Int32Array.of(0, 9, 10),
          listPositionBuckets: Int32Array.of(0, 7, 1),
        },
      ],
    );
    const columns = [itemRows, typeIndices, timeGapBuckets, listPositionBuckets].map((column) => [
      ...column.dataSync(),
    ]);
    return { batch, length, columns, bandShapes: [band.distances.shape, band.mask.shape] };
  });
  expect(input).toEqual({
    batch: 2,
    length: 3,
    columns: [
      [4, 0, 0, 5, 6, 7],
      [2, 0, 0, 4, 5, 8],
      [0, 0, 0, 0, 9, 10],
      [3, 0, 0, 0, 7, 1],
    ],
    bandShapes: [
      [5, 9],
      [1, 1, 3, 3],
    ],
  });
});
