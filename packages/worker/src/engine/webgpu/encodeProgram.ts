import { ACTION_TYPES } from '@aisle/core';
import { LENGTH_EPSILON, type ModelConfig, NORM_EPSILON, parameterSpecs, queryMatrix } from '@aisle/model';
import type { ProgramSpec } from './program.js';

/** The number of int32 values for each action in `actions`. */
export const ACTION_FIELDS = 4;

const WORKGROUP = 64;

/** Offsets of the encoder's parameters in `weights`, in the order of `parameterSpecs`. */
export function encoderOffsets(config: ModelConfig): {
  readonly at: ReadonlyMap<string, number>;
  readonly size: number;
} {
  const at = new Map<string, number>();
  let size = 0;
  for (const { name, shape } of parameterSpecs(config)) {
    if (name === 'item_embedding' || name === 'item_bias') continue;
    at.set(name, size);
    size += shape.reduce((product, axis) => product * axis, 1);
  }
  return { at, size };
}

/** The number of float32 values of a state: the query, then each layer's ring buffers of keys and values. */
export function stateSize({ width, layerCount, windowLength }: ModelConfig): number {
  return width + 2 * layerCount * windowLength * width;
}

/**
 * `LightEncoder` in WGSL, with the same formulas (packages/model/src/light): encodes new actions into a history's state
 * and writes its query there. One workgroup processes the actions in order. Its threads share the columns of each product.
 *
 * `actions` is int32: item row, event type, time-gap bucket and list-position bucket of each action. The first action has
 * the window index `uniforms.first`. `result` is the state and keeps its earlier content.
 */
export function encodeProgram(config: ModelConfig): ProgramSpec {
  const { width, layerCount, headCount, feedForwardWidth, windowLength } = config;
  const matrix = queryMatrix(config);
  const { at } = encoderOffsets(config);
  const of = (name: string) => at.get(name)!;
  const inLayer = (name: string) => of(`layers.0.${name}`) - of('layers.0.attention_norm.scale');
  const layerSize = layerCount > 1 ? of('layers.1.attention_norm.scale') - of('layers.0.attention_norm.scale') : 0;
  return {
    key: `aisle-encode-${JSON.stringify([width, layerCount, headCount, feedForwardWidth, windowLength, matrix, ACTION_TYPES.length])}`,
    inputs: ['actions', 'weights', 'items', 'scales'],
    uniforms: ['first', 'count'],
    workgroupSize: WORKGROUP,
    code: `
const WIDTH = ${width};
const INNER = ${feedForwardWidth};
const HEADS = ${headCount};
const HEAD_WIDTH = ${width / headCount};
const WINDOW = ${windowLength};
var<workgroup> x : array<f32, WIDTH>;
var<workgroup> normed : array<f32, WIDTH>;
var<workgroup> query : array<f32, WIDTH>;
var<workgroup> mixed : array<f32, WIDTH>;
var<workgroup> inner : array<f32, INNER>;
var<workgroup> shares : array<f32, ${headCount * windowLength}>;

// Each i32 has four int8, the first in its lowest byte.
fn itemValue(row : i32, j : i32) -> f32 {
  let at = row * WIDTH + j;
  return f32(extractBits(items[at >> 2u], u32(at & 3) * 8u, 8u)) * scales[row];
}

// Every thread computes the same mean and variance: 2 * WIDTH additions cost less than another barrier.
fn normalize(scale : i32, bias : i32) {
  var mean = 0.0;
  for (var j = 0; j < WIDTH; j++) { mean += x[j]; }
  mean /= f32(WIDTH);
  var variance = 0.0;
  for (var j = 0; j < WIDTH; j++) { variance += (x[j] - mean) * (x[j] - mean); }
  let inverse = 1.0 / sqrt(variance / f32(WIDTH) + ${NORM_EPSILON});
  for (var j = i32(localIndex); j < WIDTH; j += ${WORKGROUP}) {
    normed[j] = (x[j] - mean) * inverse * weights[scale + j] + weights[bias + j];
  }
}

// Column j of normed . matrix [WIDTH, columns].
fn product(matrix : i32, columns : i32, j : i32) -> f32 {
  var sum = 0.0;
  for (var i = 0; i < WIDTH; i++) { sum += normed[i] * weights[matrix + i * columns + j]; }
  return sum;
}

fn advanceLayer(layer : i32, windowIndex : i32) {
  let t = i32(localIndex);
  let at = ${of('layers.0.attention_norm.scale')} + layer * ${layerSize};
  let keys = WIDTH + layer * ${2 * windowLength * width};
  let values = keys + ${windowLength * width};
  normalize(at, at + ${inLayer('attention_norm.bias')});
  workgroupBarrier();
  let slot = (windowIndex % WINDOW) * WIDTH;
  for (var j = t; j < WIDTH; j += ${WORKGROUP}) {
    query[j] = product(at + ${inLayer('query')}, WIDTH, j);
    result[keys + slot + j] = product(at + ${inLayer('key')}, WIDTH, j);
    result[values + slot + j] = product(at + ${inLayer('value')}, WIDTH, j);
  }
  storageBarrier();
  workgroupBarrier();
  let attended = min(WINDOW, windowIndex + 1);
  for (var s = t; s < HEADS * attended; s += ${WORKGROUP}) {
    let head = s / attended;
    let distance = s % attended;
    let row = keys + ((windowIndex - distance) % WINDOW) * WIDTH + head * HEAD_WIDTH;
    var sum = 0.0;
    for (var j = 0; j < HEAD_WIDTH; j++) { sum += query[head * HEAD_WIDTH + j] * result[row + j]; }
    shares[head * WINDOW + distance] = sum * ${1 / Math.sqrt(width / headCount)} + weights[at + ${inLayer('relative_bias')} + head * WINDOW + distance];
  }
  workgroupBarrier();
  if (t < HEADS) {
    let first = t * WINDOW;
    var largest = shares[first];
    for (var s = 1; s < attended; s++) { largest = max(largest, shares[first + s]); }
    var sum = 0.0;
    for (var s = 0; s < attended; s++) {
      shares[first + s] = exp(shares[first + s] - largest);
      sum += shares[first + s];
    }
    for (var s = 0; s < attended; s++) { shares[first + s] /= sum; }
  }
  workgroupBarrier();
  for (var j = t; j < WIDTH; j += ${WORKGROUP}) {
    var sum = 0.0;
    for (var s = 0; s < attended; s++) { sum += shares[(j / HEAD_WIDTH) * WINDOW + s] * result[values + ((windowIndex - s) % WINDOW) * WIDTH + j]; }
    mixed[j] = sum;
  }
  workgroupBarrier();
  for (var j = t; j < WIDTH; j += ${WORKGROUP}) {
    var sum = x[j];
    for (var i = 0; i < WIDTH; i++) { sum += mixed[i] * weights[at + ${inLayer('attention_output')} + i * WIDTH + j]; }
    x[j] = sum;
  }
  workgroupBarrier();
  normalize(at + ${inLayer('feed_forward_norm.scale')}, at + ${inLayer('feed_forward_norm.bias')});
  workgroupBarrier();
  for (var j = t; j < INNER; j += ${WORKGROUP}) {
    inner[j] = max(0.0, product(at + ${inLayer('feed_forward_in')}, INNER, j) + weights[at + ${inLayer('feed_forward_in_bias')} + j]);
  }
  workgroupBarrier();
  for (var j = t; j < WIDTH; j += ${WORKGROUP}) {
    var sum = x[j] + weights[at + ${inLayer('feed_forward_out_bias')} + j];
    for (var i = 0; i < INNER; i++) { sum += inner[i] * weights[at + ${inLayer('feed_forward_out')} + i * WIDTH + j]; }
    x[j] = sum;
  }
  workgroupBarrier();
}

fn main(index : i32) {
  let t = i32(localIndex);
  for (var i = 0; i < uniforms.count; i++) {
    let at = i * ${ACTION_FIELDS};
    for (var j = t; j < WIDTH; j += ${WORKGROUP}) {
      x[j] = itemValue(actions[at], j)
        + weights[${of('event_embedding')} + actions[at + 1] * WIDTH + j]
        + weights[${of('time_gap_embedding')} + actions[at + 2] * WIDTH + j]
        + weights[${of('list_position_embedding')} + actions[at + 3] * WIDTH + j];
    }
    workgroupBarrier();
    normalize(${of('input_norm.scale')}, ${of('input_norm.bias')});
    workgroupBarrier();
    for (var j = t; j < WIDTH; j += ${WORKGROUP}) { x[j] = normed[j]; }
    workgroupBarrier();
    for (var layer = 0; layer < ${layerCount}; layer++) { advanceLayer(layer, uniforms.first + i); }
  }
  normalize(${of('final_norm.scale')}, ${of('final_norm.bias')});
  workgroupBarrier();
  for (var j = t; j < WIDTH; j += ${WORKGROUP}) {
    mixed[j] = normed[j]${matrix === undefined ? '' : ` + product(${of(matrix)}, WIDTH, j)`};
  }
  workgroupBarrier();
  var squares = f32(${LENGTH_EPSILON});
  for (var j = 0; j < WIDTH; j++) { squares += mixed[j] * mixed[j]; }
  let scale = exp(weights[${of('log_logit_scale')}]) / sqrt(squares);
  for (var j = t; j < WIDTH; j += ${WORKGROUP}) { result[j] = mixed[j] * scale; }
}
`,
  };
}
