import { type AdamState, adamStep } from './adam.js';
import type { ItemAttributes } from './itemAttributes.js';

/*
 * The table of items while it is trained: an item's vector is its own plus its attributes' (a category's, a brand's),
 * scaled to length 1. A release holds the sums alone: attributes cost no bytes and no time in the browser.
 *
 * A step touches a few thousand rows of a table that may hold millions. It is given those rows only, as a small table
 * of its own, and only they are updated (lazy Adam): a step costs the same in a large shop as in a small one.
 */

/** Where the table's raw vectors lie in the trained values. */
export const ITEM_VECTORS = 'item_embedding';
export const ATTRIBUTE_VECTORS = 'attribute_embedding';
export const ITEM_BIAS = 'item_bias';

type Values = ReadonlyMap<string, Float32Array>;

export interface TableShape {
  readonly width: number;
  readonly attributes?: ItemAttributes | undefined;
}

const LENGTH_EPSILON = 1e-8;

/** Attributes share their weight, so that an item with many of them is no longer than one with few. */
function attributeShare(attributes: ItemAttributes, row: number): number {
  return 1 / Math.sqrt(Math.max(1, attributes.offsets[row + 1]! - attributes.offsets[row]!));
}

/** The unscaled vector of one item, written to `into` at `at`; returns 1 / its length. */
function sumVector(
  values: Values,
  { width, attributes }: TableShape,
  row: number,
  into: Float32Array,
  at: number,
): number {
  const own = values.get(ITEM_VECTORS)!;
  for (let j = 0; j < width; j++) into[at + j] = own[row * width + j]!;
  if (attributes) {
    const shared = values.get(ATTRIBUTE_VECTORS)!;
    const share = attributeShare(attributes, row);
    for (let a = attributes.offsets[row]!; a < attributes.offsets[row + 1]!; a++) {
      const from = attributes.ids[a]! * width;
      for (let j = 0; j < width; j++) into[at + j]! += share * shared[from + j]!;
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

/** The values as a release holds them: every item's vector made up, no attributes beside them. */
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

/** One optimiser step of the rows that a batch has touched. */
export interface RowsStep {
  /** Each row once. */
  readonly rows: ArrayLike<number>;
  /** Gradients of the vectors that `itemVectors` gave, [rows.length, width] */
  readonly vectorGradient: Float32Array;
  /** [rows.length]; where absent, biases stay as they are */
  readonly biasGradient: Float32Array | undefined;
  /** By row of the whole table, 0 for one that stays as it is; where absent, all of `rows` are learned. */
  readonly learnedRows?: Uint8Array | undefined;
  /** Counts from 1. */
  readonly step: number;
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** A number for each attribute that these rows have, in the order in which they are met. */
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
  const own = new Float32Array(width);
  const ownGradients = new Float32Array(rows.length * width);
  const slotOf = attributes ? attributeSlots(attributes, rows) : new Map<number, number>();
  const sharedGradients = new Float32Array(slotOf.size * width);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const inverse = sumVector(values, shape, row, own, 0);
    // Of u = v / |v|: dv = (du - (du . u) u) / |v|.
    let along = 0;
    for (let j = 0; j < width; j++) along += vectorGradient[i * width + j]! * own[j]! * inverse;
    for (let j = 0; j < width; j++)
      ownGradients[i * width + j] = (vectorGradient[i * width + j]! - along * own[j]! * inverse) * inverse;
    if (!attributes) continue;
    const share = attributeShare(attributes, row);
    for (let a = attributes.offsets[row]!; a < attributes.offsets[row + 1]!; a++) {
      const at = slotOf.get(attributes.ids[a]!)! * width;
      for (let j = 0; j < width; j++) sharedGradients[at + j]! += share * ownGradients[i * width + j]!;
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
    stepRow(ITEM_VECTORS, rows[i]!, width, ownGradients.subarray(i * width, (i + 1) * width));
    if (biasGradient) stepRow(ITEM_BIAS, rows[i]!, 1, biasGradient.subarray(i, i + 1));
  }
  for (const [id, slot] of slotOf)
    stepRow(ATTRIBUTE_VECTORS, id, width, sharedGradients.subarray(slot * width, (slot + 1) * width));
}
