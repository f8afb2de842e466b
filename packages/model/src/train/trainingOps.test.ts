import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { useCpuBackend } from '../testing/cpuBackend.js';
import { dropout, trainingOps } from './trainingOps.js';

beforeAll(useCpuBackend);

describe('dropout', () => {
  const SIZE = 100_000;
  const draw = (rate: number, seed: number) => [...dropout(rate, seed)(tf.ones([SIZE])).dataSync()];

  test('keeps the mean and drops the given share', () => {
    const values = draw(0.3, 1);
    const mean = values.reduce((sum, value) => sum + value, 0) / SIZE;
    const dropped = values.filter((value) => value === 0).length / SIZE;
    // Four standard errors: sqrt(.3 / .7 / n) and sqrt(.3 * .7 / n).
    expect(Math.abs(mean - 1)).toBeLessThan(4 * 0.00207);
    expect(Math.abs(dropped - 0.3)).toBeLessThan(4 * 0.00145);
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
  });

  test('a seed always gives the same mask', () => {
    expect(draw(0.3, 7)).toEqual(draw(0.3, 7));
    expect(draw(0.3, 7)).not.toEqual(draw(0.3, 8));
  });

  test('every call gets another mask', () => {
    const regularize = dropout(0.5, 1);
    const ones = tf.ones([4, 50]);
    const [first, second] = [regularize(ones), regularize(ones)];
    expect(first.shape).toEqual([4, 50]);
    expect([...first.dataSync()]).not.toEqual([...second.dataSync()]);
  });

  test('a rate of 0 returns the given tensor', () => {
    const x = tf.ones([2]);
    expect(dropout(0, 1)(x)).toBe(x);
  });
});

describe('matMul with a written-out gradient', () => {
  test.each([
    [
      [3, 4],
      [4, 2],
    ],
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    [
      [2, 2, 3, 4],
      [2, 2, 4, 1],
    ],
  ])('%j times %j has the value and gradients of tfjs', (shapeA, shapeB) => {
    const a = tf.randomNormal(shapeA, 0, 1, 'float32', 1);
    const b = tf.randomNormal(shapeB, 0, 1, 'float32', 2);
    const run = (matMul: typeof tf.matMul) => {
      const { value, grads } = tf.valueAndGrads((x: tf.Tensor, y: tf.Tensor) => tf.sum(tf.square(matMul(x, y))))([
        a,
        b,
      ]);
      return [value, ...grads].map((tensor) => [tensor.shape, [...tensor.dataSync()]] as const);
    };
    const expected = run(tf.matMul);
    run(trainingOps({ width: 8, headCount: 1 }).matMul).forEach(([shape, values], i) => {
      expect(shape).toEqual(expected[i]![0]);
      // The same products, summed in another order: a few roundings of values below 100.
      values.forEach((value, j) => expect(value).toBeCloseTo(expected[i]![1][j]!, 4));
    });
  });
});
