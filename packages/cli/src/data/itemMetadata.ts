import type { ItemId } from '@aisle/core';

/** Metadata of one item from the shop's catalogue file. Empty fields are absent. */
export interface ItemMetadata {
  readonly itemId: ItemId;
  readonly title?: string;
  readonly description?: string;
  /** A name, or a path such as `shoes > boots`. */
  readonly category?: string;
  readonly brand?: string;
  /** The seller, on a marketplace. */
  readonly shop?: string;
  /** In the shop's currency, at least 0. */
  readonly price?: number;
  /** Path or URL of a picture. */
  readonly image?: string;
  /** Values of unnamed attributes. */
  readonly values?: readonly string[];
  /** Such as an embedding of its texts or its picture. All items have vectors of one length, or none. */
  readonly vector?: readonly number[];
}
