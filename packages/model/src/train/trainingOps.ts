import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../config.js';
import type { Ops } from '../forward.js';
import { attentionByKernel, hasKernel, LANES, layerNormByKernel, runTrainingKernel } from './trainingKernels.js';

/**
 * matMul whose gradient transposes explicitly. The gradient of tfjs passes transpose flags instead. With them, its WASM
 * backend is 11 to 17 times slower than with a transposition and a plain product.
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

/** aT . dy. The WASM backend is about twice as fast if the left side has more rows than the right side has columns. */
export function weightGradient(a: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  if (a.rank === 2 && hasKernel('transposedProduct')) return runTrainingKernel('transposedProduct', { a, b: dy })[0]!;
  if (a.rank === 2 && dy.shape[1]! > a.shape[1]!) return swapLast(tf.matMul(swapLast(dy), a));
  return tf.matMul(swapLast(a), dy);
}

function swapLast(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, i) => i);
  [axes[axes.length - 1], axes[axes.length - 2]] = [axes.length - 2, axes.length - 1];
  return tf.transpose(x, axes);
}

/** The model's operations in training, with the backend's kernels for the model's shapes. */
export function trainingOps({ width, headCount }: Pick<ModelConfig, 'width' | 'headCount'>): Ops {
  return {
    ...tf,
    matMul: ((a: tf.Tensor, b: tf.Tensor) => matMulExplicitGradient(a, b)) as typeof tf.matMul,
    ...((width / headCount) % LANES === 0 && hasKernel('attention') && { bandedAttention: attentionByKernel }),
    ...(width % LANES === 0 && hasKernel('layerNorm') && { layerNorm: layerNormByKernel }),
  };
}

/**
 * Inverted dropout (Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html) with masks from a seed. The
 * one of tfjs draws about ten times slower.
 */
export function dropout(rate: number, seed: number): (x: tf.Tensor) => tf.Tensor {
  if (rate === 0) return (x) => x;
  const kept = 1 / (1 - rate);
  const threshold = rate * 2 ** 16;
  // xorshift32 (Marsaglia 2003, https://doi.org/10.18637/jss.v008.i14). It is never 0, and each number gives two draws
  // of 16 bits.
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 1;
  return (x) => {
    const mask = new Float32Array(x.size);
    for (let i = 0; i < mask.length; i += 2) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      mask[i] = (state & 0xffff) >= threshold ? kept : 0;
      // For an odd size, the last write is outside the array and does nothing.
      mask[i + 1] = state >>> 16 >= threshold ? kept : 0;
    }
    return tf.mul(x, tf.tensor(mask, x.shape));
  };
}
