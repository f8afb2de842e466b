import type { ItemId } from '@aisle/core';

/** What the shop's catalogue file says about one item. Empty fields are absent. */
export interface ItemMetadata {
  readonly itemId: ItemId;
  readonly title?: string;
  /** As the file has it: a name, or a path such as `shoes > boots`. */
  readonly category?: string;
  readonly brand?: string;
  /** The seller, on a marketplace. */
  readonly shop?: string;
  /** In the shop's currency, at least 0. */
  readonly price?: number;
  /** Path or URL of a picture. */
  readonly image?: string;
  /** Values of unnamed attributes, all that a JSON catalogue has. */
  readonly values?: readonly string[];
}
