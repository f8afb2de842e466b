import type { Action } from '../action.js';
import type { ModelConfig } from '../config.js';
import { LENGTH_EPSILON } from '../encode.js';
import { featurizeRange } from '../featurize.js';
import { NORM_EPSILON } from '../forward.js';
import { queryMatrix } from '../heads/headSpecs.js';
import type { ItemMatrix } from './itemMatrix.js';

/** Weights of one layer, float32, row-major as in `parameterSpecs`. */
interface Layer {
  readonly attentionNorm: Norm;
  readonly query: Float32Array;
  readonly key: Float32Array;
  readonly value: Float32Array;
  readonly relativeBias: Float32Array;
  readonly attentionOutput: Float32Array;
  readonly feedForwardNorm: Norm;
  readonly feedForwardIn: Float32Array;
  readonly feedForwardInBias: Float32Array;
  readonly feedForwardOut: Float32Array;
  readonly feedForwardOutBias: Float32Array;
  /** Ring buffers [windowLength, width] of the latest actions: action p is at row p % windowLength. */
  readonly keys: Float32Array;
  readonly values: Float32Array;
}

interface Norm {
  readonly scale: Float32Array;
  readonly bias: Float32Array;
}

/**
 * The encoder of `forward` on plain arrays, one action at a time. Each layer keeps the keys and values of the actions
 * in its window, so a new action is computed alone. Distances are relative: cached values stay valid while the window
 * slides, and the state never grows.
 */
export class LightEncoder {
  readonly #layers: readonly Layer[];
  readonly #inputNorm: Norm;
  readonly #finalNorm: Norm;
  readonly #scratch: Readonly<Record<'x' | 'normed' | 'query' | 'mixed' | 'projected', Float32Array>>;
  readonly #inner: Float32Array;
  readonly #attentionWeights: Float32Array;
  #actionCount = 0;
  readonly #config: ModelConfig;
  readonly #values: ReadonlyMap<string, Float32Array>;
  readonly #items: ItemMatrix;

  /** @param values by parameter name, sizes as in `parameterSpecs(config)`; those of the items are not needed */
  constructor(config: ModelConfig, values: ReadonlyMap<string, Float32Array>, items: ItemMatrix) {
    this.#config = config;
    this.#values = values;
    this.#items = items;
    const { width, layerCount, feedForwardWidth, windowLength } = config;
    const norm = (name: string): Norm => ({
      scale: values.get(`${name}_norm.scale`)!,
      bias: values.get(`${name}_norm.bias`)!,
    });
    const row = () => new Float32Array(width);
    this.#inputNorm = norm('input');
    this.#finalNorm = norm('final');
    this.#layers = Array.from({ length: layerCount }, (_, layer): Layer => {
      const at = `layers.${layer}.`;
      const of = (name: string) => values.get(at + name)!;
      return {
        attentionNorm: norm(`${at}attention`),
        query: of('query'),
        key: of('key'),
        value: of('value'),
        relativeBias: of('relative_bias'),
        attentionOutput: of('attention_output'),
        feedForwardNorm: norm(`${at}feed_forward`),
        feedForwardIn: of('feed_forward_in'),
        feedForwardInBias: of('feed_forward_in_bias'),
        feedForwardOut: of('feed_forward_out'),
        feedForwardOutBias: of('feed_forward_out_bias'),
        keys: new Float32Array(windowLength * width),
        values: new Float32Array(windowLength * width),
      };
    });
    this.#scratch = { x: row(), normed: row(), query: row(), mixed: row(), projected: row() };
    this.#inner = new Float32Array(feedForwardWidth);
    this.#attentionWeights = new Float32Array(windowLength);
  }

  /** Removes every action from the state. */
  reset(): void {
    this.#actionCount = 0;
  }

  /**
   * Adds the actions `first` to `history.length - 1` to the state, which must contain those before `first`.
   *
   * @throws AisleError `invalid-argument` for a row outside 1 to itemCount
   */
  advance(history: readonly Action[], first: number): void {
    const { itemRows, typeIndices, timeGapBuckets, listPositionBuckets } = featurizeRange(
      history,
      first,
      history.length,
      this.#config,
    );
    const { width } = this.#config;
    const { x } = this.#scratch;
    const { vectors, scales } = this.#items;
    const tables = [
      [this.#values.get('event_embedding')!, typeIndices],
      [this.#values.get('time_gap_embedding')!, timeGapBuckets],
      [this.#values.get('list_position_embedding')!, listPositionBuckets],
    ] as const;
    for (let i = 0; i < itemRows.length; i++) {
      const item = itemRows[i]!;
      for (let j = 0; j < width; j++) x[j] = vectors[item * width + j]! * scales[item]!;
      for (const [table, rows] of tables) {
        const at = rows[i]! * width;
        for (let j = 0; j < width; j++) x[j]! += table[at + j]!;
      }
      normalize(x, this.#inputNorm, x);
      for (const layer of this.#layers) this.#advanceLayer(layer);
      this.#actionCount += 1;
    }
  }

  /** Computes one layer for the action in `scratch.x`. */
  #advanceLayer(layer: Layer): void {
    const { width, windowLength } = this.#config;
    const { x, normed, query, mixed, projected } = this.#scratch;
    normalize(x, layer.attentionNorm, normed);
    const windowIndex = this.#actionCount % windowLength;
    const row = windowIndex * width;
    multiply(normed, layer.query, query);
    multiply(normed, layer.key, layer.keys.subarray(row, row + width));
    multiply(normed, layer.value, layer.values.subarray(row, row + width));
    this.#attend(layer, query, mixed);
    multiply(mixed, layer.attentionOutput, projected);
    for (let j = 0; j < width; j++) x[j]! += projected[j]!;

    normalize(x, layer.feedForwardNorm, normed);
    multiply(normed, layer.feedForwardIn, this.#inner);
    for (let j = 0; j < this.#inner.length; j++)
      this.#inner[j] = Math.max(0, this.#inner[j]! + layer.feedForwardInBias[j]!);
    multiply(this.#inner, layer.feedForwardOut, projected);
    for (let j = 0; j < width; j++) x[j]! += projected[j]! + layer.feedForwardOutBias[j]!;
  }

  #attend({ keys, values, relativeBias }: Layer, query: Float32Array, mixed: Float32Array): void {
    const { width, headCount, windowLength } = this.#config;
    const shares = this.#attentionWeights;
    const headWidth = width / headCount;
    const scale = 1 / Math.sqrt(headWidth);
    const visibleCount = Math.min(windowLength, this.#actionCount + 1);
    const rowAt = (distance: number) => ((this.#actionCount - distance) % windowLength) * width;
    mixed.fill(0);
    for (let head = 0; head < headCount; head++) {
      const from = head * headWidth;
      let largest = -Infinity;
      for (let distance = 0; distance < visibleCount; distance++) {
        const at = rowAt(distance);
        let product = 0;
        for (let j = from; j < from + headWidth; j++) product += query[j]! * keys[at + j]!;
        const logit = product * scale + relativeBias[head * windowLength + distance]!;
        shares[distance] = logit;
        if (logit > largest) largest = logit;
      }
      let sum = 0;
      for (let distance = 0; distance < visibleCount; distance++)
        sum += shares[distance] = Math.exp(shares[distance]! - largest);
      for (let distance = 0; distance < visibleCount; distance++) {
        const at = rowAt(distance);
        const share = shares[distance]! / sum;
        for (let j = from; j < from + headWidth; j++) mixed[j]! += share * values[at + j]!;
      }
    }
  }

  /** The normalised hidden state of the latest action. @returns float32 [width], a new array */
  state(): Float32Array {
    const state = new Float32Array(this.#config.width);
    normalize(this.#scratch.x, this.#finalNorm, state);
    return state;
  }

  /**
   * The query of the state, as in `targetQuery`.
   *
   * @param head name of a head over items. Default: the one that ranks items.
   * @returns float32 [width], at the scale of the logits. It is a new array.
   */
  query(head?: string): Float32Array {
    const { width } = this.#config;
    const matrix = queryMatrix(this.#config, head);
    const state = this.state();
    if (matrix !== undefined) {
      multiply(state, this.#values.get(matrix)!, this.#scratch.projected);
      for (let j = 0; j < width; j++) state[j]! += this.#scratch.projected[j]!;
    }
    let squares = LENGTH_EPSILON;
    for (const value of state) squares += value * value;
    const scale = Math.exp(this.#values.get('log_logit_scale')![0]!) / Math.sqrt(squares);
    return state.map((value) => value * scale);
  }
}

/**
 * Layer normalisation with a two-pass variance (Ba et al. 2016, https://arxiv.org/abs/1607.06450). `into` may be `x`.
 */
function normalize(x: Float32Array, { scale, bias }: Norm, into: Float32Array): void {
  let mean = 0;
  for (let j = 0; j < x.length; j++) mean += x[j]!;
  mean /= x.length;
  let variance = 0;
  for (let j = 0; j < x.length; j++) variance += (x[j]! - mean) ** 2;
  const inverse = 1 / Math.sqrt(variance / x.length + NORM_EPSILON);
  for (let j = 0; j < x.length; j++) into[j] = (x[j]! - mean) * inverse * scale[j]! + bias[j]!;
}

/**
 * into = x . matrix, for a matrix [x.length, into.length]. Four rows at a time need a quarter of the passes over
 * `into`.
 */
function multiply(x: Float32Array, matrix: Float32Array, into: Float32Array): void {
  const columns = into.length;
  into.fill(0);
  let i = 0;
  for (; i + 3 < x.length; i += 4) {
    const at = i * columns;
    const [x0, x1, x2, x3] = [x[i]!, x[i + 1]!, x[i + 2]!, x[i + 3]!];
    for (let j = 0; j < columns; j++) {
      into[j]! +=
        x0 * matrix[at + j]! +
        x1 * matrix[at + columns + j]! +
        (x2 * matrix[at + 2 * columns + j]! + x3 * matrix[at + 3 * columns + j]!);
    }
  }
  for (; i < x.length; i++) for (let j = 0; j < columns; j++) into[j]! += x[i]! * matrix[i * columns + j]!;
}
