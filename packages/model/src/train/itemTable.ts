import { type AdamState, adamStep } from './adam.js';
import type { ItemAttributes } from './itemAttributes.js';

/*
 * The item table in training. An item's vector is the sum of its raw vector and its attributes' vectors, scaled to
 * length 1.
 * A release stores only these sums, so attributes cost no bytes and no time in the browser.
 *
 * A step uses a few thousand rows of a table that may have millions. It gets these rows as a small table, and updates
 * only
 * them (as LazyAdam of TensorFlow Addons does). So a step costs the same in a large shop and in a small one:
 * https://www.tensorflow.org/addons/api_docs/python/tfa/optimizers/LazyAdam
 */

/** Name of the raw vectors in the trained values. */
export const ITEM_VECTORS = 'item_embedding';
export const ATTRIBUTE_VECTORS = 'attribute_embedding';
export const ITEM_BIAS = 'item_bias';

type Values = ReadonlyMap<string, Float32Array>;

export interface TableShape {
  readonly width: number;
  readonly attributes?: ItemAttributes | undefined;
}

const LENGTH_EPSILON = 1e-8;

/** An item's attributes share a constant weight. Otherwise an item with many attributes would have a longer vector. */
function attributeWeight(attributes: ItemAttributes, row: number): number {
  return 1 / Math.sqrt(Math.max(1, attributes.offsets[row + 1]! - attributes.offsets[row]!));
}

/** Writes the unscaled vector of one item to `into` at `at`. @returns 1 / its length */
function sumVector(
  values: Values,
  { width, attributes }: TableShape,
  row: number,
  into: Float32Array,
  at: number,
): number {
  const raw = values.get(ITEM_VECTORS)!;
  for (let j = 0; j < width; j++) into[at + j] = raw[row * width + j]!;
  if (attributes) {
    const attributeVectors = values.get(ATTRIBUTE_VECTORS)!;
    const share = attributeWeight(attributes, row);
    for (let a = attributes.offsets[row]!; a < attributes.offsets[row + 1]!; a++) {
      const from = attributes.ids[a]! * width;
      for (let j = 0; j < width; j++) into[at + j]! += share * attributeVectors[from + j]!;
    }
  }
  let squares = LENGTH_EPSILON;
  for (let j = 0; j < width; j++) squares += into[at + j]! ** 2;
  return 1 / Math.sqrt(squares);
}

/** The vectors of some items, each of length 1: [rows.length, width]. */
export function itemVectors(values: Values, shape: TableShape, rows: ArrayLike<number>): Float32Array {
  const { width } = shape;
  const vectors = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const inverse = sumVector(values, shape, rows[i]!, vectors, i * width);
    for (let j = 0; j < width; j++) vectors[i * width + j]! *= inverse;
  }
  return vectors;
}

/** The values as a release stores them: summed item vectors, without attributes. */
export function releasedValues(values: Values, shape: TableShape): Map<string, Float32Array> {
  const itemCount = values.get(ITEM_BIAS)!.length - 1;
  const released = new Map<string, Float32Array>([...values].map(([name, array]) => [name, array.slice()]));
  released.set(
    ITEM_VECTORS,
    itemVectors(
      values,
      shape,
      Int32Array.from({ length: itemCount + 1 }, (_, row) => row),
    ),
  );
  released.delete(ATTRIBUTE_VECTORS);
  return released;
}

/** One optimiser step for the rows of a batch. */
export interface RowsStep {
  /** Each row once. */
  readonly rows: ArrayLike<number>;
  /** Gradients of the vectors that `itemVectors` returned, [rows.length, width] */
  readonly vectorGradient: Float32Array;
  /** [rows.length]. If absent, biases stay as they are. */
  readonly biasGradient: Float32Array | undefined;
  /** By row of the whole table, 0 for rows that stay as they are. If absent, all of `rows` are learned. */
  readonly learnedRows?: Uint8Array | undefined;
  /** Counts from 1. */
  readonly step: number;
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** Numbers the attributes of these rows, in the order of their first occurrence. */
function attributeSlots({ offsets, ids }: ItemAttributes, rows: ArrayLike<number>): Map<number, number> {
  const slotOf = new Map<number, number>();
  for (let i = 0; i < rows.length; i++) {
    for (let a = offsets[rows[i]!]!; a < offsets[rows[i]! + 1]!; a++) {
      if (!slotOf.has(ids[a]!)) slotOf.set(ids[a]!, slotOf.size);
    }
  }
  return slotOf;
}

/** Updates `values` and `moments` in place. */
export function stepItemRows(
  values: Values,
  moments: ReadonlyMap<string, AdamState>,
  shape: TableShape,
  update: RowsStep,
): void {
  const { width, attributes } = shape;
  const { rows, vectorGradient, biasGradient, learnedRows, step, learningRate, weightDecay } = update;
  const vector = new Float32Array(width);
  const itemGradients = new Float32Array(rows.length * width);
  const slotOf = attributes ? attributeSlots(attributes, rows) : new Map<number, number>();
  const attributeGradients = new Float32Array(slotOf.size * width);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const inverse = sumVector(values, shape, row, vector, 0);
    // The gradient of u = v / |v|: dv = (du - (du . u) u) / |v|.
    let along = 0;
    for (let j = 0; j < width; j++) along += vectorGradient[i * width + j]! * vector[j]! * inverse;
    for (let j = 0; j < width; j++)
      itemGradients[i * width + j] = (vectorGradient[i * width + j]! - along * vector[j]! * inverse) * inverse;
    if (!attributes) continue;
    const share = attributeWeight(attributes, row);
    for (let a = attributes.offsets[row]!; a < attributes.offsets[row + 1]!; a++) {
      const at = slotOf.get(attributes.ids[a]!)! * width;
      for (let j = 0; j < width; j++) attributeGradients[at + j]! += share * itemGradients[i * width + j]!;
    }
  }
  const stepRow = (name: string, row: number, size: number, gradient: Float32Array) => {
    const at = (array: Float32Array) => array.subarray(row * size, (row + 1) * size);
    const { first, second } = moments.get(name)!;
    adamStep(
      at(values.get(name)!),
      gradient,
      { first: at(first), second: at(second) },
      step,
      learningRate,
      weightDecay,
    );
  };
  for (let i = 0; i < rows.length; i++) {
    if (learnedRows?.[rows[i]!] === 0) continue;
    stepRow(ITEM_VECTORS, rows[i]!, width, itemGradients.subarray(i * width, (i + 1) * width));
    if (biasGradient) stepRow(ITEM_BIAS, rows[i]!, 1, biasGradient.subarray(i, i + 1));
  }
  for (const [id, slot] of slotOf)
    stepRow(ATTRIBUTE_VECTORS, id, width, attributeGradients.subarray(slot * width, (slot + 1) * width));
}
