/**
 * The attributes of items: ids of attribute values, such as a category, a brand or a price band. Those of row r are
 * `ids[offsets[r]]` to `ids[offsets[r + 1] - 1]`.
 */
export interface ItemAttributes {
  /** Number of attribute values. Ids run from 0 to count - 1. */
  readonly count: number;
  /** [itemCount + 2]; row 0 is padding and has no attributes */
  readonly offsets: Uint32Array;
  readonly ids: Int32Array;
}
