import * as tf from '@tensorflow/tfjs-core';
import type { Ops } from '../forward.js';
import { seededRandom } from '@aisle/core';

/**
 * matMul whose gradient transposes explicitly. tfjs's own gradient passes transpose flags, which its WASM backend runs
 * 11 to 17 times slower than a transposition followed by a plain product.
 */
const matMulExplicitGradient = tf.customGrad((...inputs: unknown[]) => {
  const [a, b, save] = inputs as [tf.Tensor, tf.Tensor, (tensors: tf.Tensor[]) => void];
  save([a, b]);
  return {
    value: tf.matMul(a, b),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [
      tf.matMul(dy, swapLast(saved[1]!)) as tf.Tensor,
      weightGradient(saved[0]!, dy),
    ],
  };
}) as unknown as (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** aT . dy. The WASM backend is about twice as fast where the left side has more rows than the right one has columns. */
function weightGradient(a: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  if (a.rank === 2 && dy.shape[1]! > a.shape[1]!) return swapLast(tf.matMul(swapLast(dy), a));
  return tf.matMul(swapLast(a), dy);
}

function swapLast(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, i) => i);
  [axes[axes.length - 1], axes[axes.length - 2]] = [axes.length - 2, axes.length - 1];
  return tf.transpose(x, axes);
}

export const trainingOps: Ops = {
  ...tf,
  matMul: ((a: tf.Tensor, b: tf.Tensor) => matMulExplicitGradient(a, b)) as typeof tf.matMul,
};

/** Inverted dropout (Srivastava et al. 2014), masks from a seed. tfjs's own draws about ten times slower. */
export function dropout(rate: number, seed: number): (x: tf.Tensor) => tf.Tensor {
  if (rate === 0) return (x) => x;
  const random = seededRandom(seed);
  const kept = 1 / (1 - rate);
  return (x) => {
    const mask = new Float32Array(x.size);
    for (let i = 0; i < mask.length; i++) if (random() >= rate) mask[i] = kept;
    return tf.mul(x, tf.tensor(mask, x.shape));
  };
}
