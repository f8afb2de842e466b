import type { CatalogueEntries } from './catalogueFile.js';
import type { ItemRows } from './itemRows.js';

/**
 * The rows from which a row of items is composed, in the order of the list: the candidates that the catalogue file lists
 * as in stock.
 *
 * @returns undefined for all items of the release
 */
export function listedRows(
  candidates: readonly string[] | undefined,
  products: CatalogueEntries | undefined,
  { rowOf }: ItemRows,
): ReadonlySet<number> | undefined {
  if (!candidates && !products) return undefined;
  const rows = new Set<number>();
  for (const itemId of candidates ?? products!.keys()) {
    const row = rowOf(itemId);
    const inStock = !products || (products.get(itemId)?.in_stock ?? products.has(itemId));
    if (row !== undefined && inStock) rows.add(row);
  }
  return rows;
}
