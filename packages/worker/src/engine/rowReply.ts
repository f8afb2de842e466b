import type { ScoredRow } from '@aisle/model';
import type { CatalogueEntries } from './catalogueFile.js';
import type { Answered, DecisionContext } from './decision.js';
import type { ItemRows } from './itemRows.js';
import type { PredictReply, RowRequest } from './rowRequest.js';

/** A row of items that was composed from one release. */
export interface RowAnswer {
  readonly row: readonly ScoredRow[];
  readonly itemRows: ItemRows;
  readonly probabilityOf?: ((itemId: string, score: number) => number) | undefined;
}

/**
 * Fetches the catalogue file, composes a row and adds its items' entries. The file is fetched before the history is
 * read, because the request must not depend on the history (docs/concepts/privacy.md).
 */
export async function rowReply(
  { catalogueUrl }: RowRequest,
  { catalogueFiles }: DecisionContext,
  compose: (products: CatalogueEntries | undefined) => Promise<Answered<RowAnswer>>,
): Promise<PredictReply> {
  const products = catalogueUrl === undefined ? undefined : await catalogueFiles.get(catalogueUrl);
  const answer = await compose(products);
  if (!('row' in answer)) return { ...answer, items: [] };
  const { row, itemRows, probabilityOf, ...provenance } = answer;
  const items = row.map(({ row, score }) => {
    const item_id = itemRows.itemIdOf(row);
    return {
      item_id,
      score,
      ...(probabilityOf && { probability: probabilityOf(item_id, score) }),
      ...(products && { product: products.get(item_id) }),
    };
  });
  return { ...provenance, items };
}
