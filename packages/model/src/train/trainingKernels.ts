import * as tf from '@tensorflow/tfjs-core';
import type { AttentionShape } from '../forward.js';

/*
 * Kernels that a backend may have beside tfjs's own, registered with tfjs under these names, and their gradients. Where
 * the backend lacks one, or a shape does not suit it, `trainingOps` falls back to tfjs's ops. What they save: on the WASM
 * backend an attention made of ops is twelve batched products of small matrices at 2 GFLOP/s, half of it on pairs that the
 * mask removes, and a normalisation is twenty passes over its input.
 */

export const TRAINING_KERNELS = {
  /** inputs query, key, value, bias; attrs AttentionShape; outputs [batch * length, width] and shares [batch, head, length, stride] */
  attention: 'AisleAttention',
  /** inputs query, key, value, shares, dy; attrs AttentionShape; outputs the gradients of query, key, value and bias */
  attentionGradient: 'AisleAttentionGradient',
  /** inputs x, scale, bias; attrs epsilon; output as x */
  layerNorm: 'AisleLayerNorm',
  /** inputs x, scale, dy; attrs epsilon; outputs the gradients of x, scale and bias */
  layerNormGradient: 'AisleLayerNormGradient',
  /** inputs logits [rows, columns], labelLogit [rows, 1], excluded (int32, flat indices into logits); outputs shares, maximum and total */
  labelSoftmax: 'AisleLabelSoftmax',
  /** inputs a [n, rows], b [n, columns]; output aT . b */
  transposedProduct: 'AisleTransposedProduct',
} as const;

/** How many values the kernels take at once: rows must be multiples of it. */
export const LANES = 4;

export function hasKernel(name: keyof typeof TRAINING_KERNELS): boolean {
  return tf.getKernel(TRAINING_KERNELS[name], tf.getBackend()) != null;
}

export function runTrainingKernel(
  name: keyof typeof TRAINING_KERNELS,
  inputs: Record<string, tf.Tensor>,
  attrs: object = {},
): tf.Tensor[] {
  const outputs: tf.Tensor | tf.Tensor[] = tf
    .engine()
    .runKernel(TRAINING_KERNELS[name], inputs, attrs as tf.NamedAttrMap);
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** As `bandedAttention` of forward.ts. */
export function attentionByKernel(
  query: tf.Tensor,
  key: tf.Tensor,
  value: tf.Tensor,
  bias: tf.Tensor,
  shape: AttentionShape,
): tf.Tensor {
  const attention = tf.customGrad((...args: unknown[]) => {
    const [q, k, v, b, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, (tensors: tf.Tensor[]) => void];
    const [mixed, shares] = runTrainingKernel('attention', { query: q, key: k, value: v, bias: b }, shape);
    save([q, k, v, shares!]);
    return {
      value: mixed!,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        runTrainingKernel(
          'attentionGradient',
          { query: saved[0]!, key: saved[1]!, value: saved[2]!, shares: saved[3]!, dy },
          shape,
        ),
    };
  });
  return attention(query, key, value, bias);
}

/** As `layerNorm` of forward.ts, for x [rows, width]. */
export function layerNormByKernel(x: tf.Tensor, scale: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor {
  const norm = tf.customGrad((...args: unknown[]) => {
    const [input, gain, shift, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, (tensors: tf.Tensor[]) => void];
    save([input, gain]);
    return {
      value: runTrainingKernel('layerNorm', { x: input, scale: gain, bias: shift }, { epsilon })[0]!,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        runTrainingKernel('layerNormGradient', { x: saved[0]!, scale: saved[1]!, dy }, { epsilon }),
    };
  });
  return norm(x, scale, bias);
}
