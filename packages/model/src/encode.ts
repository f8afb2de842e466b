import type * as tf from '@tensorflow/tfjs-core';
import { contextLength, type ModelConfig } from './config.js';
import type { Features } from './featurize.js';
import { type Band, bandValues, type ForwardInput, forward, type Ops, type Parameters } from './forward.js';
import { queryMatrix } from './heads/headSpecs.js';

/** The functions of tfjs, on the registered backend. */
export type TensorLibrary = Ops & Pick<typeof tf, 'tensor' | 'tidy'>;

/** A batch of histories, padded at the end to a common length. Attention is causal, so no action sees the padding. */
export function batchInput(
  library: Pick<typeof tf, 'tensor'>,
  config: ModelConfig,
  histories: readonly Features[],
  length = Math.max(1, ...histories.map((history) => history.itemRows.length)),
): ForwardInput {
  const batch = histories.length;
  const column = (field: keyof Features) => {
    const values = new Int32Array(batch * length);
    histories.forEach((history, i) => values.set(history[field], i * length));
    return library.tensor(values, [batch * length], 'int32') as tf.Tensor1D;
  };
  return {
    batch,
    length,
    itemRows: column('itemRows'),
    typeIndices: column('typeIndices'),
    timeGapBuckets: column('timeGapBuckets'),
    listPositionBuckets: column('listPositionBuckets'),
    band: band(library, length, config.windowLength),
  };
}

function band(library: Pick<typeof tf, 'tensor'>, length: number, windowLength: number): Band {
  const { distances, mask } = bandValues(length, windowLength);
  return {
    distances: library.tensor(distances, [windowLength, length * length], 'float32') as tf.Tensor2D,
    mask: library.tensor(mask, [1, 1, length, length], 'float32') as tf.Tensor4D,
  };
}

/**
 * Lengths are rounded up to multiples of this. A growing history then has few shapes: WebGPU compiles shaders for each
 * new one.
 */
const LENGTH_STEP = 16;

function paddedLength(config: ModelConfig, histories: readonly Features[]): number {
  const longest = Math.max(1, ...histories.map((history) => history.itemRows.length));
  return Math.min(contextLength(config), Math.ceil(longest / LENGTH_STEP) * LENGTH_STEP);
}

/** Added under the root, so that a zero state does not divide by 0. */
export const LENGTH_EPSILON = 1e-8;

/**
 * The query of a hidden state: its direction, times the learned scale of the logits. Item rows have length 1 in
 * training, so a logit is a scaled cosine. Frequent items cannot gain by long rows (NISER, Gupta et al. 2019,
 * https://arxiv.org/abs/1909.04276).
 *
 * @param hidden float32 [n, width], from `forward`
 * @returns float32 [n, width]
 */
export function itemQuery(ops: Ops, parameters: Parameters, hidden: tf.Tensor): tf.Tensor {
  const lengthInverse = ops.rsqrt(ops.add(ops.sum(ops.square(hidden), -1, true), LENGTH_EPSILON));
  return ops.mul(ops.mul(hidden, lengthInverse), ops.exp(parameters.get('log_logit_scale')!));
}

/**
 * The query of a head over items. It is made from the hidden state h. If the head has a matrix, it is made from h + h .
 * matrix.
 *
 * @param hidden float32 [n, width], from `forward`
 * @param head name of the head. Default: the head that ranks items.
 * @returns float32 [n, width]
 */
export function targetQuery(
  ops: Ops,
  config: ModelConfig,
  parameters: Parameters,
  hidden: tf.Tensor,
  head?: string,
): tf.Tensor {
  const matrix = queryMatrix(config, head);
  const state = matrix === undefined ? hidden : ops.add(hidden, ops.matMul(hidden, parameters.get(matrix)!));
  return itemQuery(ops, parameters, state);
}

/**
 * The query after the last action of each history.
 *
 * @param histories not empty
 * @returns float32 [histories, width]
 */
export function encodeLast(
  library: TensorLibrary,
  config: ModelConfig,
  parameters: Parameters,
  histories: readonly Features[],
): tf.Tensor2D {
  return library.tidy(() => {
    const input = batchInput(library, config, histories, paddedLength(config, histories));
    const hidden = forward(library, config, parameters, input);
    const last = histories.map((history, i) => i * input.length + history.itemRows.length - 1);
    const states = library.gather(hidden, library.tensor(last, [last.length], 'int32'));
    return targetQuery(library, config, parameters, states) as tf.Tensor2D;
  });
}

/**
 * Scores of items after each history, as logits. A score is the dot product of query and item vector, plus the item's
 * bias.
 *
 * @param query float32 [histories, width], from `encodeLast`
 * @param rows embedding rows to score. Default: all rows, with padding row 0.
 * @returns float32 [histories, rows.length or itemCount + 1]
 */
export function scoreItems(
  library: TensorLibrary,
  parameters: Parameters,
  query: tf.Tensor2D,
  rows?: Int32Array,
): tf.Tensor2D {
  return library.tidy(() => {
    let embedding = parameters.get('item_embedding')!;
    let bias = parameters.get('item_bias')!;
    if (rows) {
      const index = library.tensor(rows, [rows.length], 'int32') as tf.Tensor1D;
      embedding = library.gather(embedding, index);
      bias = library.gather(bias, index);
    }
    return library.add(library.matMul(query, embedding, false, true), bias) as tf.Tensor2D;
  });
}
