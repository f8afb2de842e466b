/**
 * The item vectors in the engine. One byte for each value takes a quarter of the memory and of the reads of float32.
 */
export interface ItemMatrix {
  /**
   * [itemCount + 1, width], row 0 is padding. The real value is this times the scale of its row. The wasm tier moves
   * the array into its memory.
   */
  vectors: Int8Array | Float32Array;
  /** float32 [itemCount + 1] */
  readonly scales: Float32Array;
  /** float32 [itemCount + 1], logits */
  readonly bias: Float32Array;
}

/** A matrix of float32 vectors, with scales of 1. */
export function floatItemMatrix(vectors: Float32Array, bias: Float32Array): ItemMatrix {
  return { vectors, scales: new Float32Array(bias.length).fill(1), bias };
}
