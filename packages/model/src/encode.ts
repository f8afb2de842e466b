import type * as tf from '@tensorflow/tfjs-core';
import { contextLength, type ModelConfig } from './config.js';
import type { Features } from './featurize.js';
import { type Band, bandValues, type ForwardInput, forward, type Ops, type Parameters } from './forward.js';
import { queryMatrix } from './heads/headSpecs.js';

/** tfjs's own functions, whichever backend is registered. */
export type TensorLibrary = Ops & Pick<typeof tf, 'tensor' | 'tidy'>;

/** A batch of histories padded at the end to a common length. Padding comes after the last action, where no query sees it. */
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

/** Lengths are rounded up to these, so that a growing history meets few shapes: each new shape compiles shaders on WebGPU. */
const LENGTH_STEP = 16;

function paddedLength(config: ModelConfig, histories: readonly Features[]): number {
  const longest = Math.max(1, ...histories.map((history) => history.itemRows.length));
  return Math.min(contextLength(config), Math.ceil(longest / LENGTH_STEP) * LENGTH_STEP);
}

/** Keeps the length of a zero state away from 0. */
export const LENGTH_EPSILON = 1e-8;

/**
 * What a hidden state asks of the items: its direction, at the learned scale of the logits. Item rows have length 1 in
 * training, so that a logit is a scaled cosine and frequent items gain nothing by long rows (NISER, Gupta et al. 2019).
 *
 * @param hidden float32 [n, width], from `forward`
 * @returns float32 [n, width]
 */
export function itemQuery(ops: Ops, parameters: Parameters, hidden: tf.Tensor): tf.Tensor {
  const lengthInverse = ops.rsqrt(ops.add(ops.sum(ops.square(hidden), -1, true), LENGTH_EPSILON));
  return ops.mul(ops.mul(hidden, lengthInverse), ops.exp(parameters.get('log_logit_scale')!));
}

/**
 * The query of a head over items: that of the hidden state itself, or of a learned linear change of it.
 *
 * @param hidden float32 [n, width], from `forward`
 * @param head its name; absent means the head that ranks items
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
 * The query after each history's last action.
 *
 * @param histories none of them empty
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
 * Scores (logits) of items after each history: dot product of the query with the item's embedding, plus its bias.
 *
 * @param query float32 [histories, width], from `encodeLast`
 * @param rows embedding rows to score; absent means all, padding row 0 included
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
