import type * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from './config.js';

/**
 * The operations that the model is made of. The engine passes tfjs's own; the trainer wraps matMul for a faster gradient.
 * What may be absent is made of the others: a backend with a kernel for the whole brings it.
 */
export type Ops = Pick<
  typeof tf,
  | 'add'
  | 'exp'
  | 'gather'
  | 'matMul'
  | 'mul'
  | 'relu'
  | 'reshape'
  | 'rsqrt'
  | 'softmax'
  | 'square'
  | 'sub'
  | 'sum'
  | 'transpose'
> & { readonly bandedAttention?: BandedAttention; readonly layerNorm?: LayerNorm };

export interface AttentionShape {
  readonly batch: number;
  readonly length: number;
  readonly headCount: number;
  readonly windowLength: number;
}

/** Query, key and value are [batch * length, width], the bias is [headCount, windowLength]; returns [batch * length, width]. */
export type BandedAttention = (
  query: tf.Tensor,
  key: tf.Tensor,
  value: tf.Tensor,
  bias: tf.Tensor,
  shape: AttentionShape,
) => tf.Tensor;

/** x is [rows, width], scale and bias are [width]. */
export type LayerNorm = (x: tf.Tensor, scale: tf.Tensor, bias: tf.Tensor, epsilon: number) => tf.Tensor;

export type Parameters = ReadonlyMap<string, tf.Tensor>;

/** A batch of histories of one length, padded at the end with row 0. All tensors int32, [batch * length]. */
export interface ForwardInput {
  readonly batch: number;
  readonly length: number;
  readonly itemRows: tf.Tensor1D;
  readonly typeIndices: tf.Tensor1D;
  readonly timeGapBuckets: tf.Tensor1D;
  readonly listPositionBuckets: tf.Tensor1D;
  /** Which keys a query may see, and through which entry of `relative_bias`: see `bandConstants`. */
  readonly band: Band;
}

export interface Band {
  /** One-hot distances, float32 [windowLength, length * length]. */
  readonly distances: tf.Tensor2D;
  /** 0 where a query may see a key, else a large negative number; float32 [1, 1, length, length]. */
  readonly mask: tf.Tensor4D;
}

/** Makes `x` smaller by dropout in training; absent at inference. */
export type Regularize = (x: tf.Tensor) => tf.Tensor;

/** Far below any logit, yet finite: -Infinity minus -Infinity would be NaN in the softmax of a fully masked row. */
const MASKED = -1e9;
/** Keeps the variance of a constant row away from 0. */
export const NORM_EPSILON = 1e-6;

/** The causal band as plain arrays: query q sees key k where 0 <= q - k < windowLength. */
export function bandValues(length: number, windowLength: number): { distances: Float32Array; mask: Float32Array } {
  const distances = new Float32Array(windowLength * length * length);
  const mask = new Float32Array(length * length).fill(MASKED);
  for (let query = 0; query < length; query++) {
    for (let key = Math.max(0, query - windowLength + 1); key <= query; key++) {
      const at = query * length + key;
      distances[(query - key) * length * length + at] = 1;
      mask[at] = 0;
    }
  }
  return { distances, mask };
}

function parameter(parameters: Parameters, name: string): tf.Tensor {
  const found = parameters.get(name);
  if (!found) throw new Error(`forward: the parameter ${name} is missing`);
  return found;
}

/** Layer normalisation over the last axis (Ba et al. 2016), two-pass variance. */
function layerNorm(ops: Ops, x: tf.Tensor, parameters: Parameters, name: string): tf.Tensor {
  return (ops.layerNorm ?? layerNormOf(ops))(
    x,
    parameter(parameters, `${name}.scale`),
    parameter(parameters, `${name}.bias`),
    NORM_EPSILON,
  );
}

/** The normalisation itself, made of tfjs's ops. */
const layerNormOf =
  (ops: Ops): LayerNorm =>
  (x, scale, bias, epsilon) => {
    const share = 1 / x.shape[x.shape.length - 1]!;
    // sum * share: tfjs has no gradient for its Mean kernel.
    const centred = ops.sub(x, ops.mul(ops.sum(x, -1, true), share));
    const variance = ops.mul(ops.sum(ops.square(centred), -1, true), share);
    return ops.add(ops.mul(ops.mul(centred, ops.rsqrt(ops.add(variance, epsilon))), scale), bias);
  };

/**
 * Banded causal self-attention with a learned bias per head and distance (Raffel et al. 2020, without buckets). No
 * absolute positions, so that cached keys and values survive a sliding window.
 *
 * @param x [batch * length, width]
 * @returns [batch * length, width]
 */
function attention(
  ops: Ops,
  config: ModelConfig,
  parameters: Parameters,
  at: string,
  x: tf.Tensor,
  input: ForwardInput,
): tf.Tensor {
  const { batch, length, band } = input;
  const { headCount, windowLength } = config;
  const attend = ops.bandedAttention ?? bandedAttention(ops, band);
  const [query, key, value] = ['query', 'key', 'value'].map((name) =>
    ops.matMul(x, parameter(parameters, `${at}.${name}`)),
  );
  const mixed = attend(query!, key!, value!, parameter(parameters, `${at}.relative_bias`), {
    batch,
    length,
    headCount,
    windowLength,
  });
  return ops.matMul(mixed, parameter(parameters, `${at}.attention_output`));
}

/** The attention itself, made of tfjs's ops. */
function bandedAttention(ops: Ops, band: Band): BandedAttention {
  return (query, key, value, bias, { batch, length, headCount }) => {
    const width = query.shape[1]!;
    const headWidth = width / headCount;
    const heads = (x: tf.Tensor) => ops.transpose(ops.reshape(x, [batch, length, headCount, headWidth]), [0, 2, 1, 3]);
    const keyTransposed = ops.transpose(heads(key), [0, 1, 3, 2]);
    const byDistance = ops.reshape(ops.matMul(bias, band.distances), [1, headCount, length, length]);
    // [batch, head, query, key]
    const logits = ops.add(
      ops.add(ops.mul(ops.matMul(heads(query), keyTransposed), 1 / Math.sqrt(headWidth)), byDistance),
      band.mask,
    );
    const mixed = ops.transpose(ops.matMul(ops.softmax(logits), heads(value)), [0, 2, 1, 3]);
    return ops.reshape(mixed, [batch * length, width]);
  };
}

/**
 * The encoder: a pre-norm causal transformer (Vaswani et al. 2017; SASRec, Kang & McAuley 2018) over the sum of item,
 * event-type, time-gap and list-position embeddings.
 *
 * @returns hidden states, float32 [batch * length, width]; `targetQuery` turns them into what is asked of the items
 */
export function forward(
  ops: Ops,
  config: ModelConfig,
  parameters: Parameters,
  input: ForwardInput,
  regularize: Regularize = (x) => x,
): tf.Tensor2D {
  const embedded = ops.add(
    ops.gather(parameter(parameters, 'item_embedding'), input.itemRows),
    ops.add(
      ops.gather(parameter(parameters, 'event_embedding'), input.typeIndices),
      ops.add(
        ops.gather(parameter(parameters, 'time_gap_embedding'), input.timeGapBuckets),
        ops.gather(parameter(parameters, 'list_position_embedding'), input.listPositionBuckets),
      ),
    ),
  );
  let x: tf.Tensor = regularize(layerNorm(ops, embedded, parameters, 'input_norm'));
  for (let layer = 0; layer < config.layerCount; layer++) {
    const at = `layers.${layer}`;
    const attended = attention(
      ops,
      config,
      parameters,
      at,
      layerNorm(ops, x, parameters, `${at}.attention_norm`),
      input,
    );
    x = ops.add(x, regularize(attended));
    const normed = layerNorm(ops, x, parameters, `${at}.feed_forward_norm`);
    const inner = ops.relu(
      ops.add(
        ops.matMul(normed, parameter(parameters, `${at}.feed_forward_in`)),
        parameter(parameters, `${at}.feed_forward_in_bias`),
      ),
    );
    const outer = ops.add(
      ops.matMul(inner, parameter(parameters, `${at}.feed_forward_out`)),
      parameter(parameters, `${at}.feed_forward_out_bias`),
    );
    x = ops.add(x, regularize(outer));
  }
  return layerNorm(ops, x, parameters, 'final_norm') as tf.Tensor2D;
}
