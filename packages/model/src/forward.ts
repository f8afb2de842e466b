import type * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from './config.js';

/**
 * The operations that the model uses. The engine passes those of tfjs. The trainer replaces matMul by one with a faster
 * gradient. The optional operations are single kernels of some backends; without them, they are built from the others.
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

/**
 * Query, key and value are [batch * length, width], the bias is [headCount, windowLength]. Returns [batch * length,
 * width].
 */
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
  /** Which keys a query may see, and with which entry of `relative_bias`. See `bandValues`. */
  readonly band: Band;
}

export interface Band {
  /** One-hot distances, float32 [windowLength, length * length]. */
  readonly distances: tf.Tensor2D;
  /** 0 if a query may see a key, else a large negative number. Float32 [1, 1, length, length]. */
  readonly mask: tf.Tensor4D;
}

/** Dropout in training. Absent at inference. */
export type Regularize = (x: tf.Tensor) => tf.Tensor;

/** Far below any logit, but finite. In a fully masked row, the softmax of -Infinity would be NaN. */
const MASKED = -1e9;
/** Added to the variance, so that a constant row does not divide by 0. */
export const NORM_EPSILON = 1e-6;

/** The causal band as plain arrays: query q sees key k if 0 <= q - k < windowLength. */
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

/**
 * Layer normalisation over the last axis, with a two-pass variance (Ba et al. 2016, https://arxiv.org/abs/1607.06450).
 */
function layerNorm(ops: Ops, x: tf.Tensor, parameters: Parameters, name: string): tf.Tensor {
  return (ops.layerNorm ?? layerNormOf(ops))(
    x,
    parameter(parameters, `${name}.scale`),
    parameter(parameters, `${name}.bias`),
    NORM_EPSILON,
  );
}

/** The normalisation from single operations of tfjs. */
const layerNormOf =
  (ops: Ops): LayerNorm =>
  (x, scale, bias, epsilon) => {
    const share = 1 / x.shape[x.shape.length - 1]!;
    // sum * share, because tfjs has no gradient for its Mean kernel.
    const centred = ops.sub(x, ops.mul(ops.sum(x, -1, true), share));
    const variance = ops.mul(ops.sum(ops.square(centred), -1, true), share);
    return ops.add(ops.mul(ops.mul(centred, ops.rsqrt(ops.add(variance, epsilon))), scale), bias);
  };

/**
 * Causal self-attention in a sliding window (Beltagy et al. 2020, https://arxiv.org/abs/2004.05150). Each head has a
 * learned bias for each distance (Raffel et al. 2020, https://arxiv.org/abs/1910.10683, without buckets). Positions are
 * relative, so cached keys and values stay valid while the window slides.
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

/** The attention from single operations of tfjs. */
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
 * The encoder: a causal transformer over actions, as in SASRec (Kang & McAuley 2018, https://arxiv.org/abs/1808.09781).
 * Its input is the sum of item, event-type, time-gap and list-position embeddings. Layers are those of the transformer
 * (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762), with the normalisation first (Xiong et al. 2020,
 * https://arxiv.org/abs/2002.04745).
 *
 * @returns hidden states, float32 [batch * length, width]. `targetQuery` makes queries of them.
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
