interface TensorPlace {
  readonly name: string;
  readonly shape: readonly number[];
  /** Index into the manifest's `shards`. */
  readonly shard: number;
  /** Where the values lie, row by row. A multiple of 4 for float32. */
  readonly byteOffset: number;
}

/** Little-endian float32 values. */
export interface Float32Entry extends TensorPlace {
  readonly dtype: 'float32';
}

/**
 * Symmetric int8: value = int8 * the scale of its row. A row is everything but the first axis; a tensor of one axis is
 * one row.
 */
export interface Int8Entry extends TensorPlace {
  readonly dtype: 'int8';
  /** Where the scales lie, little-endian float32, one for each row; in the same shard, a multiple of 4. */
  readonly scaleByteOffset: number;
}

/** Where a tensor lies, and what its bytes mean. */
export type TensorEntry = Float32Entry | Int8Entry;

/** A stretch of a shard. */
export interface TensorPart {
  /** For messages. */
  readonly label: string;
  readonly byteOffset: number;
  readonly bytes: number;
  readonly alignment: 1 | 4;
}

/** Values in all. */
export function tensorSize(shape: readonly number[]): number {
  return shape.reduce((size, axis) => size * axis, 1);
}

/** Rows with a scale of their own. */
export function rowCount(shape: readonly number[]): number {
  return shape.length > 1 ? shape[0]! : 1;
}

/** The stretches of its shard that a tensor takes: its values, and for int8 its scales after them. */
export function tensorParts(entry: TensorEntry): readonly TensorPart[] {
  const { name, shape, byteOffset } = entry;
  if (entry.dtype === 'float32') return [{ label: name, byteOffset, bytes: 4 * tensorSize(shape), alignment: 4 }];
  return [
    { label: name, byteOffset, bytes: tensorSize(shape), alignment: 1 },
    { label: `${name} (scales)`, byteOffset: entry.scaleByteOffset, bytes: 4 * rowCount(shape), alignment: 4 },
  ];
}

/** @returns float32 [int8.length]; rows are equally long, one for each scale */
export function dequantize(int8: Int8Array, scales: Float32Array): Float32Array {
  const rowLength = int8.length / scales.length;
  const values = new Float32Array(int8.length);
  for (let row = 0; row < scales.length; row++) {
    const scale = scales[row]!;
    for (let i = row * rowLength; i < (row + 1) * rowLength; i++) values[i] = int8[i]! * scale;
  }
  return values;
}
