import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { batchInput, encodeLast, scoreItems } from './encode.js';
import { featurize } from './featurize.js';
import type { Parameters } from './forward.js';
import { useCpuBackend } from './testing/cpuBackend.js';
import { GOLDEN_TOLERANCE, goldenConfig, goldenHistories, goldenParameters, largestDifference } from './testing/goldenModel.js';

let parameters: Parameters;
beforeAll(async () => {
  await useCpuBackend();
  parameters = goldenParameters();
});

const features = goldenHistories.map(({ actions }) => featurize(actions, goldenConfig));

test('scores of a batch of all lengths are those of the float64 reference', () => {
  const scores = tf.tidy(() => scoreItems(tf, parameters, encodeLast(tf, goldenConfig, parameters, features)).arraySync());
  expect(scores.length).toBe(goldenHistories.length);
  goldenHistories.forEach((history, i) => expect(largestDifference(scores[i]!, history.scores)).toBeLessThan(GOLDEN_TOLERANCE));
});

test('scores of one history at a time are those of the float64 reference', () => {
  goldenHistories.forEach((history, i) => {
    const [scores] = tf.tidy(() => scoreItems(tf, parameters, encodeLast(tf, goldenConfig, parameters, [features[i]!])).arraySync());
    expect(largestDifference(scores!, history.scores)).toBeLessThan(GOLDEN_TOLERANCE);
  });
});

test('chosen rows come in the order asked for, repeats included', () => {
  const rows = Int32Array.from([20, 3, 3, 1]);
  const [scores] = tf.tidy(() => scoreItems(tf, parameters, encodeLast(tf, goldenConfig, parameters, [features[4]!]), rows).arraySync());
  const expected = [...rows].map((row) => goldenHistories[4]!.scores[row]!);
  expect(largestDifference(scores!, expected)).toBeLessThan(GOLDEN_TOLERANCE);
});

test('nothing stays allocated beside the result', () => {
  const before = tf.memory().numTensors;
  const hidden = encodeLast(tf, goldenConfig, parameters, features);
  const scores = scoreItems(tf, parameters, hidden);
  expect(tf.memory().numTensors).toBe(before + 2);
  tf.dispose([hidden, scores]);
});

test('batchInput pads behind the last action', () => {
  const input = tf.tidy(() => {
    const { batch, length, itemRows, typeIndices, timeGapBuckets, band } = batchInput(tf, goldenConfig, [
      { itemRows: Int32Array.of(4), typeIndices: Int32Array.of(2), timeGapBuckets: Int32Array.of(0) },
      { itemRows: Int32Array.of(5, 6, 7), typeIndices: Int32Array.of(4, 5, 8), timeGapBuckets: Int32Array.of(0, 9, 10) },
    ]);
    const columns = [itemRows, typeIndices, timeGapBuckets].map((column) => [...column.dataSync()]);
    return { batch, length, columns, bandShapes: [band.distances.shape, band.mask.shape] };
  });
  expect(input).toEqual({
    batch: 2,
    length: 3,
    columns: [
      [4, 0, 0, 5, 6, 7],
      [2, 0, 0, 4, 5, 8],
      [0, 0, 0, 0, 9, 10],
    ],
    bandShapes: [
      [5, 9],
      [1, 1, 3, 3],
    ],
  });
});
