import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../config.js';
import type { Ops } from '../forward.js';
import { attentionByKernel, hasKernel, LANES, layerNormByKernel, runTrainingKernel } from './trainingKernels.js';

/**
 * matMul whose gradient transposes explicitly, where the backend has no kernel for the product of a transposed tensor. tfjs's own gradient passes transpose flags, which its WASM backend runs
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

/** The model's operations for a training step, with the kernels that the backend has for the model's shapes. */
export function trainingOps({ width, headCount }: Pick<ModelConfig, 'width' | 'headCount'>): Ops {
  return {
    ...tf,
    matMul: ((a: tf.Tensor, b: tf.Tensor) => matMulExplicitGradient(a, b)) as typeof tf.matMul,
    ...((width / headCount) % LANES === 0 && hasKernel('attention') && { bandedAttention: attentionByKernel }),
    ...(width % LANES === 0 && hasKernel('layerNorm') && { layerNorm: layerNormByKernel }),
  };
}

/** Inverted dropout (Srivastava et al. 2014), masks from a seed. tfjs's own draws about ten times slower. */
export function dropout(rate: number, seed: number): (x: tf.Tensor) => tf.Tensor {
  if (rate === 0) return (x) => x;
  const kept = 1 / (1 - rate);
  const threshold = rate * 2 ** 16;
  // xorshift32 (Marsaglia 2003), never 0; two draws of 16 bits from each number.
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 1;
  return (x) => {
    const mask = new Float32Array(x.size);
    for (let i = 0; i < mask.length; i += 2) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      mask[i] = (state & 0xffff) >= threshold ? kept : 0;
      // Beyond the end of an odd number nothing is written.
      mask[i + 1] = state >>> 16 >= threshold ? kept : 0;
    }
    return tf.mul(x, tf.tensor(mask, x.shape));
  };
}
