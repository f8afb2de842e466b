interface TensorPlace {
  readonly name: string;
  readonly shape: readonly number[];
  /** Index into the manifest's `shards`. */
  readonly shard: number;
  /** Offset of the values, row by row. A multiple of 4 for float32. */
  readonly byteOffset: number;
}

/** Little-endian float32 values. */
export interface Float32Entry extends TensorPlace {
  readonly dtype: 'float32';
}

/**
 * Symmetric int8: value = int8 * scale of the row. A row is one index of the first axis; a tensor of one axis is one
 * row.
 */
export interface Int8Entry extends TensorPlace {
  readonly dtype: 'int8';
  /** Offset of the scales in the same shard, a multiple of 4: little-endian float32, one for each row. */
  readonly scaleByteOffset: number;
}

/** A tensor's place in a shard, and its type. */
export type TensorEntry = Float32Entry | Int8Entry;

/** A range of bytes in a shard. */
export interface TensorPart {
  /** For messages. */
  readonly label: string;
  readonly byteOffset: number;
  readonly bytes: number;
  readonly alignment: 1 | 4;
}

/** The number of values. */
export function tensorSize(shape: readonly number[]): number {
  return shape.reduce((size, axis) => size * axis, 1);
}

/** The number of rows, which is the number of scales. */
export function rowCount(shape: readonly number[]): number {
  return shape.length > 1 ? shape[0]! : 1;
}

/** The byte ranges of a tensor: its values, and for int8 its scales. */
export function tensorParts(entry: TensorEntry): readonly TensorPart[] {
  const { name, shape, byteOffset } = entry;
  if (entry.dtype === 'float32') return [{ label: name, byteOffset, bytes: 4 * tensorSize(shape), alignment: 4 }];
  return [
    { label: name, byteOffset, bytes: tensorSize(shape), alignment: 1 },
    { label: `${name} (scales)`, byteOffset: entry.scaleByteOffset, bytes: 4 * rowCount(shape), alignment: 4 },
  ];
}

/** @param scales float32, one for each row of equal length; @returns float32 [int8.length] */
export function dequantize(int8: Int8Array, scales: Float32Array): Float32Array {
  const rowLength = int8.length / scales.length;
  const values = new Float32Array(int8.length);
  for (let row = 0; row < scales.length; row++) {
    const scale = scales[row]!;
    for (let i = row * rowLength; i < (row + 1) * rowLength; i++) values[i] = int8[i]! * scale;
  }
  return values;
}
