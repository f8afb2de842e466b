import { seededRandom } from '@aisle/core';
import { hasKernel, runTrainingKernel, TRAINING_KERNELS } from '@aisle/model/train';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useNodeBackend } from './nodeBackend.js';

beforeAll(async () => {
  tf.enableProdMode();
  await useNodeBackend();
});

/** Sums of up to 130 products of values below 3 in float32, in another order than the float64 reference: tens of rounding errors of 6e-8. */
const TOLERANCE = 2e-4;

let before: number;
beforeEach(() => void (before = tf.memory().numTensors));
afterEach(() => expect(tf.memory().numTensors).toBe(before));

function randomTensor(seed: number, shape: number[], range = 2): { tensor: tf.Tensor; values: Float64Array } {
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
    Math.fround((random() - 0.5) * range),
  );
  return { tensor: tf.tensor(Float32Array.from(values), shape), values };
}

function expectNear(found: tf.Tensor, expected: ArrayLike<number>): void {
  const values = found.dataSync();
  expect(values.length).toBe(expected.length);
  let largestError = 0;
  values.forEach((value, i) => {
    largestError = Math.max(largestError, Math.abs(value - expected[i]!));
  });
  expect(largestError).toBeLessThan(TOLERANCE);
}

test('the backend has all training kernels', () => {
  for (const name of Object.keys(TRAINING_KERNELS)) expect(hasKernel(name as keyof typeof TRAINING_KERNELS)).toBe(true);
});

describe.each([
  { batch: 1, length: 1, headCount: 1, width: 4, windowLength: 3 },
  { batch: 2, length: 7, headCount: 2, width: 8, windowLength: 3 },
  { batch: 3, length: 5, headCount: 2, width: 24, windowLength: 9 },
  { batch: 2, length: 13, headCount: 1, width: 36, windowLength: 13 },
])('attention of $batch x $length, $headCount heads, width $width, window $windowLength', ({ width, ...shape }) => {
  const { batch, length, headCount, windowLength } = shape;
  const headWidth = width / headCount;
  const rows = [batch * length, width];

  /** Computed from the definition. The loss is the sum of output times `dy`. */
  function reference(q: Float64Array, k: Float64Array, v: Float64Array, bias: Float64Array) {
    const output = new Float64Array(batch * length * width);
    for (let b = 0; b < batch; b++) {
      for (let head = 0; head < headCount; head++) {
        const at = (windowIndex: number, j: number) => (b * length + windowIndex) * width + head * headWidth + j;
        for (let query = 0; query < length; query++) {
          const firstKey = Math.max(0, query - windowLength + 1);
          let total = 0;
          for (let key = firstKey; key <= query; key++) {
            let product = 0;
            for (let j = 0; j < headWidth; j++) product += q[at(query, j)]! * k[at(key, j)]!;
            const share = Math.exp(product / Math.sqrt(headWidth) + bias[head * windowLength + query - key]!);
            total += share;
            for (let j = 0; j < headWidth; j++) output[at(query, j)]! += share * v[at(key, j)]!;
          }
          for (let j = 0; j < headWidth; j++) output[at(query, j)]! /= total;
        }
      }
    }
    return output;
  }

  test('value and gradients match the definition', () => {
    tf.tidy(() => {
      const inputs = [
        randomTensor(1, rows),
        randomTensor(2, rows),
        randomTensor(3, rows),
        randomTensor(4, [headCount, windowLength]),
      ];
      const dy = randomTensor(5, rows);
      const [query, key, value, bias] = inputs.map(({ tensor }) => tensor) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const [output, shares] = runTrainingKernel('attention', { query, key, value, bias }, shape);
      const values = inputs.map((input) => input.values) as [Float64Array, Float64Array, Float64Array, Float64Array];
      expectNear(output!, reference(...values));

      const gradients = runTrainingKernel(
        'attentionGradient',
        { query, key, value, shares: shares!, dy: dy.tensor },
        shape,
      );
      const loss = () => reference(...values).reduce((sum, out, i) => sum + out * dy.values[i]!, 0);
      // Errors of central differences in float64: the third derivative times 1e-10, and 1e-16 / 1e-5 of a sum below 100.
      const STEP = 1e-5;
      gradients.forEach((gradient, input) => {
        const slopes = values[input]!.map((_, i) => {
          const array = values[input]!;
          const original = array[i]!;
          array[i] = original + STEP;
          const up = loss();
          array[i] = original - STEP;
          const down = loss();
          array[i] = original;
          return (up - down) / (2 * STEP);
        });
        expectNear(gradient, slopes);
      });
    });
  });
});

test('attention is finite for logits that differ by hundreds', () => {
  tf.tidy(() => {
    const tensor = (values: number[]) => tf.tensor(values, [2, 4]);
    const inputs = {
      query: tensor([0, 0, 0, 0, 40, 40, 0, 0]),
      key: tensor([-20, -20, 0, 0, 20, 20, 0, 0]),
      value: tensor([1, 1, 1, 1, 2, 3, 4, 5]),
      bias: tf.zeros([1, 2]),
    };
    const [output] = runTrainingKernel('attention', inputs, { batch: 1, length: 2, headCount: 1, windowLength: 2 });
    expectNear(output!, [1, 1, 1, 1, 2, 3, 4, 5]);
  });
});

test.each([4, 8, 20])('layerNorm of width %i: value and gradients match the definition', (width) => {
  tf.tidy(() => {
    const [x, scale, bias, dy] = [
      randomTensor(1, [5, width]),
      randomTensor(2, [width]),
      randomTensor(3, [width]),
      randomTensor(4, [5, width]),
    ] as const;
    const epsilon = 1e-3;
    // One row has no variance.
    x.values.fill(0.5, 0, width);
    const input = tf.tensor(Float32Array.from(x.values), [5, width]);
    const normed = new Float64Array(5 * width);
    const dx = new Float64Array(5 * width);
    const [dScale, dBias] = [new Float64Array(width), new Float64Array(width)];
    for (let row = 0; row < 5; row++) {
      const values = x.values.subarray(row * width, (row + 1) * width);
      const mean = values.reduce((a, b) => a + b, 0) / width;
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width + epsilon);
      const g = scale.values.map((s, j) => s * dy.values[row * width + j]!);
      const n = values.map((value) => (value - mean) / deviation);
      const [meanG, meanGn] = [
        g.reduce((a, b) => a + b, 0) / width,
        g.reduce((sum, value, j) => sum + value * n[j]!, 0) / width,
      ];
      for (let j = 0; j < width; j++) {
        normed[row * width + j] = n[j]! * scale.values[j]! + bias.values[j]!;
        dScale[j]! += dy.values[row * width + j]! * n[j]!;
        dBias[j]! += dy.values[row * width + j]!;
        dx[row * width + j] = (g[j]! - meanG - n[j]! * meanGn) / deviation;
      }
    }
    expectNear(
      runTrainingKernel('layerNorm', { x: input, scale: scale.tensor, bias: bias.tensor }, { epsilon })[0]!,
      normed,
    );
    const gradients = runTrainingKernel(
      'layerNormGradient',
      { x: input, scale: scale.tensor, dy: dy.tensor },
      { epsilon },
    );
    [dx, dScale, dBias].forEach((expected, i) => expectNear(gradients[i]!, expected));
  });
});

test.each([
  [5, 4, []],
  [3, 12, [0, 17, 35]],
  [1, 8, [0, 1, 2, 3, 4, 5, 6, 7]],
])('labelSoftmax of %i rows and %i columns excludes %j', (rows, columns, excluded) => {
  tf.tidy(() => {
    const logits = randomTensor(1, [rows, columns], 200);
    const label = randomTensor(2, [rows, 1], 200);
    const [shares, maximum, total] = runTrainingKernel('labelSoftmax', {
      logits: logits.tensor,
      labelLogit: label.tensor,
      excluded: tf.tensor1d(excluded, 'int32'),
    });
    const expected = { shares: [] as number[], maximum: [] as number[], logTotal: [] as number[] };
    for (let row = 0; row < rows; row++) {
      const kept = Array.from({ length: columns }, (_, j) =>
        excluded.includes(row * columns + j) ? -Infinity : logits.values[row * columns + j]!,
      );
      const largest = Math.max(...kept, label.values[row]!);
      const sum = [...kept, label.values[row]!].reduce((a, logit) => a + Math.exp(logit - largest), 0);
      expected.shares.push(...kept.map((logit) => Math.exp(logit - largest) / sum));
      expected.maximum.push(largest);
      expected.logTotal.push(Math.log(sum));
    }
    expectNear(shares!, expected.shares);
    expectNear(maximum!, expected.maximum);
    expectNear(tf.log(total!), expected.logTotal);
  });
});

test.each([
  [1, 4, 8],
  [130, 8, 16],
  [65, 12, 9],
  [64, 7, 5],
  [200, 64, 65],
])('transposedProduct over %i rows of %i and %i columns', (n, rows, columns) => {
  tf.tidy(() => {
    const [a, b] = [randomTensor(1, [n, rows]), randomTensor(2, [n, columns])];
    const expected = new Float64Array(rows * columns);
    for (let i = 0; i < n; i++)
      for (let r = 0; r < rows; r++)
        for (let c = 0; c < columns; c++)
          expected[r * columns + c]! += a.values[i * rows + r]! * b.values[i * columns + c]!;
    expectNear(runTrainingKernel('transposedProduct', { a: a.tensor, b: b.tensor })[0]!, expected);
  });
});
