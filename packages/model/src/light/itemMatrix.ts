/** The items as the engine keeps them: a byte a value, for a catalogue of a million is four times less to hold and to read. */
export interface ItemMatrix {
  /** [itemCount + 1, width], row 0 is padding. A value is this times the scale of its row. May move to other memory. */
  vectors: Int8Array | Float32Array;
  /** float32 [itemCount + 1] */
  readonly scales: Float32Array;
  /** float32 [itemCount + 1], logits */
  readonly bias: Float32Array;
}

/** A table of float32 vectors as they are. */
export function floatItemMatrix(vectors: Float32Array, bias: Float32Array): ItemMatrix {
  return { vectors, scales: new Float32Array(bias.length).fill(1), bias };
}
