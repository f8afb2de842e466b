import { seededRandom } from '@aisle/core';
import { type ModelConfig, parameterSpecs, rankingHead } from '@aisle/model';
import { type Example, initialState, scoreExamples } from '@aisle/model/train';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { useNodeBackend } from './nodeBackend.js';

beforeAll(() => {
  // Stops tfjs from printing an advertisement for its native package on standard error.
  tf.enableProdMode();
  return useNodeBackend();
});

async function on<T>(backend: 'wasm' | 'cpu', work: () => T | Promise<T>): Promise<T> {
  await tf.setBackend(backend);
  return work();
}

describe('UnsortedSegmentSum, the gradient of gather', () => {
  const gradient = (rows: number[], shape: [number, number]) =>
    tf.tidy(() => {
      const weights = tf.tensor2d(
        rows.flatMap((_, i) => [i + 1, 10 * (i + 1)]),
        [rows.length, 2],
      );
      const gather = (x: tf.Tensor) => tf.sum(tf.mul(tf.gather(x, tf.tensor1d(rows, 'int32')), weights));
      return [...tf.grad(gather)(tf.zeros(shape)).dataSync()];
    });

  test('sums by row, other rows stay 0', async () => {
    // Row 2 is gathered first and third: 1 + 3 and 10 + 30. Row 0 is second.
    const expected = [2, 20, 0, 0, 4, 40, 0, 0];
    expect(await on('wasm', () => gradient([2, 0, 2], [4, 2]))).toEqual(expected);
    expect(await on('cpu', () => gradient([2, 0, 2], [4, 2]))).toEqual(expected);
  });

  test('a second call does not add to the first', async () => {
    const run = () => on('wasm', () => gradient([1, 1, 1], [3, 2]));
    expect(await run()).toEqual(await run());
  });
});

test('the WASM backend scores as the CPU backend', async () => {
  const config: ModelConfig = {
    architecture: 'causal-attention',
    itemCount: 60,
    width: 16,
    layerCount: 2,
    headCount: 2,
    feedForwardWidth: 32,
    windowLength: 10,
    heads: [rankingHead('next-purchase')],
  };
  const { values } = initialState(config, 3);
  const random = seededRandom(3);
  // Also changes parameters that are initialised to 0 or 1.
  for (const { name, init } of parameterSpecs(config))
    if (typeof init === 'number') values.get(name)!.forEach((v, i, all) => (all[i] = v + random() - 0.5));
  const examples: Example[] = [1, 2, 9, 16, 17, 40].map((length) => ({
    userId: 'u',
    labelRow: 1,
    history: Array.from({ length }, (_, i) => ({
      itemRow: 1 + Math.floor(random() * 60),
      typeIndex: 2,
      timestampMs: i * 1e5 * random(),
    })),
  }));
  const score = async () => {
    const scores: number[][] = [];
    await scoreExamples({ config, values }, examples, false, (index, row) => (scores[index] = [...row]));
    return scores;
  };
  const [wasm, cpu] = [await on('wasm', score), await on('cpu', score)];
  // Scores are near 1, and the same float32 products are summed in another order.
  wasm.forEach((row, i) => row.forEach((value, j) => expect(Math.abs(value - cpu[i]![j]!)).toBeLessThan(1e-5)));
  expect(Math.max(...cpu.flat().map(Math.abs))).toBeGreaterThan(0.5);
});
