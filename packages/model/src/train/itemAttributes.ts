/**
 * What a catalogue says of the items: ids of attribute values (a category, a brand, a price band), as rows of different
 * length. Row r's are `ids[offsets[r]]` to `ids[offsets[r + 1] - 1]`.
 */
export interface ItemAttributes {
  /** Attribute values in all; ids run from 0 to count - 1. */
  readonly count: number;
  /** [itemCount + 2]; row 0 is padding and has none */
  readonly offsets: Uint32Array;
  readonly ids: Int32Array;
}
