import type { ExportRecord } from './exportRecord.js';
import type { RowGroup } from './groupedRows.js';

export const CATALOGUE_FIELDS = [
  'item_id',
  'title',
  'description',
  'category',
  'brand',
  'shop',
  'price',
  'image',
  'vector',
] as const;
export type CatalogueField = (typeof CATALOGUE_FIELDS)[number];

/**
 * The file's names for the fields of an item. The first name with a value counts; for `item_id`, the first name that the
 * file has.
 */
export type CatalogueMapping = Readonly<Partial<Record<CatalogueField, readonly string[]>>>;

/** A catalogue that a shop system exports. */
export interface CatalogueFormat {
  readonly description: string;
  readonly matches: (names: ReadonlySet<string>) => boolean;
  readonly columns: CatalogueMapping;
  /** The rows of a product. */
  readonly product?: RowGroup;
  /** Whether a record lacks an item, such as a row with one more picture. */
  readonly skips?: (record: ExportRecord) => boolean;
  readonly ruleColumns?: readonly string[];
}
