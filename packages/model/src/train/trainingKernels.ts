import * as tf from '@tensorflow/tfjs-core';
import type { AttentionShape } from '../forward.js';

/*
 * Further kernels of a backend, registered with tfjs under these names, and their gradients. If the backend lacks a
 * kernel,
 * or a shape does not suit it, `trainingOps` falls back to the operations of tfjs. They are slow on the WASM backend.
 * There,
 * attention is twelve batched products of small matrices at 2 GFLOP/s, and half of the pairs are masked. A
 * normalisation is
 * twenty passes over its input.
 */

export const TRAINING_KERNELS = {
  /**
   * Inputs query, key, value, bias; attrs AttentionShape; outputs [batch * length, width] and attention weights [batch,
   * head, length, stride].
   */
  attention: 'AisleAttention',
  /**
   * Inputs query, key, value, shares (the attention weights), dy; attrs AttentionShape; outputs the gradients of query,
   * key, value and bias.
   */
  attentionGradient: 'AisleAttentionGradient',
  /** Inputs x, scale, bias; attrs epsilon; output of the shape of x. */
  layerNorm: 'AisleLayerNorm',
  /** Inputs x, scale, dy; attrs epsilon; outputs the gradients of x, scale and bias. */
  layerNormGradient: 'AisleLayerNormGradient',
  /**
   * Inputs logits [rows, columns], labelLogit [rows, 1], excluded (int32, flat indices into logits); outputs
   * probabilities, maximum and total.
   */
  labelSoftmax: 'AisleLabelSoftmax',
  /** Inputs a [n, rows], b [n, columns]; output aT . b. */
  transposedProduct: 'AisleTransposedProduct',
} as const;

/** Number of values in a SIMD vector. The length of a row must be a multiple of it. */
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

/** `bandedAttention` of forward.ts by one kernel. */
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

/** `layerNorm` of forward.ts by one kernel, for x [rows, width]. */
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
