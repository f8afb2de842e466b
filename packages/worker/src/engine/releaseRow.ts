import { type ScoredRow, topOfRows } from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { DecisionContext } from './decision.js';
import { listedRows } from './listedRows.js';
import type { PredictReply, RowRequest } from './rowRequest.js';

/** The input of the sources of a row. */
export interface SourceInput {
  readonly release: Release;
  /** The rows of the items that the request is about. */
  readonly givenRows: readonly number[];
  /** All rows that the row may contain. */
  readonly rows: Int32Array;
  /** The strongest of these rows that the row may contain, strongest first. */
  readonly best: (rows: ArrayLike<number>, strengths: ArrayLike<number>) => readonly ScoredRow[];
}

/**
 * Composes a row of items without a history. The items of a source come before those of the next one. Later sources are
 * only read if the row is not full.
 *
 * @param givenIds the items that the request is about. The row does not contain them
 */
export async function releaseRow(
  { k, exclude = [], candidates, catalogueUrl }: RowRequest,
  givenIds: readonly string[] | undefined,
  context: DecisionContext,
  sources: (input: SourceInput) => Iterable<readonly ScoredRow[]>,
): Promise<PredictReply> {
  const products = catalogueUrl === undefined ? undefined : await context.catalogueFiles.get(catalogueUrl);
  const reply = await context.withRelease(({ release, items }) => {
    const rowsOf = (itemIds: readonly string[]) => itemIds.flatMap((itemId) => items.rowOf(itemId) ?? []);
    const givenRows = rowsOf(givenIds ?? []);
    const listed = listedRows(candidates, products, items);
    if ((givenIds && givenRows.length === 0) || listed?.length === 0) return undefined;
    const excluded = new Set([...rowsOf(exclude), ...givenRows]);
    const allowed = listed && new Set(listed);
    const isAllowed = (row: number) => !excluded.has(row) && (!allowed || allowed.has(row));
    const rows = (listed ?? Int32Array.from({ length: release.config.itemCount }, (_, i) => i + 1)).filter(isAllowed);
    const found = new Map<number, number>();
    let first = 0;
    for (const source of sources({
      release,
      givenRows,
      rows,
      best: (from, strengths) => topOfRows(from, strengths, k, isAllowed),
    })) {
      // The strengths of two sources cannot be compared. Each gets an interval of length 2, below the one before.
      for (const { row, score } of source) if (!found.has(row)) found.set(row, first + score / (1 + Math.abs(score)));
      if (found.size >= k) break;
      first -= 2;
    }
    return {
      items: [...found].slice(0, k).map(([row, score]) => {
        const item_id = items.itemIdOf(row);
        return { item_id, score, ...(products && { product: products.get(item_id) }) };
      }),
    };
  });
  return { items: [], ...reply };
}
