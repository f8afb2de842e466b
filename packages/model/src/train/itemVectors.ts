/** Vectors of the items from outside, such as embeddings of texts or pictures. An item without a vector has zeros. */
export interface ItemVectors {
  readonly width: number;
  /** [itemCount + 1, width] */
  readonly vectors: Float32Array;
}
