/** Bytes of one value, by type. Other types of the format are refused: a model of ours has none of them. */
export const BYTES_OF_DTYPE = { F32: 4, F16: 2, BF16: 2, I8: 1 } as const;

export type Dtype = keyof typeof BYTES_OF_DTYPE;

export interface SafeTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Little-endian values, row by row. */
  readonly bytes: Uint8Array;
}

/**
 * The content of a safetensors file (https://github.com/huggingface/safetensors#format): 8 bytes with the length of the
 * header, the header as JSON, then the tensors' bytes.
 */
export interface Safetensors {
  /** Texts of the field `__metadata__`. */
  readonly metadata: ReadonlyMap<string, string>;
  /** By name, in the order of their bytes. */
  readonly tensors: ReadonlyMap<string, SafeTensor>;
}

/** Bytes of the header's length. */
export const LENGTH_BYTES = 8;
/** Name of the header's field that is not a tensor. */
export const METADATA = '__metadata__';
