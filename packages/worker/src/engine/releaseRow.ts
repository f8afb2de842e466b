import { candidateCount, composeRow, itemSimilarity, rarelyReboughtKinds, topOfRows } from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { DecisionContext } from './decision.js';
import { listedRows } from './listedRows.js';
import { rowReply } from './rowReply.js';
import type { PredictReply, RowRequest } from './rowRequest.js';

/** The input of the sources of a row. */
export interface SourceInput {
  readonly release: Release;
  /** The rows of the items that the request is about. */
  readonly givenRows: readonly number[];
  /** Lists all rows that the row may contain. */
  readonly allowedRows: () => Int32Array;
  /** The strongest of some rows that the row may contain, strongest first. */
  readonly best: (rows: ArrayLike<number>, strengths: ArrayLike<number>) => readonly number[];
}

/** Rows of items, best first. The rows of a source come before those of the next one. */
export type RowSources = Iterable<readonly number[]>;

/**
 * Composes a row of items without a history. Sources are only read until there are enough candidates.
 *
 * @param about.itemIds The row does not contain them.
 * @param about.maxPerKind The number of items of one kind.
 * @param about.hasItems Whether the shopper has the items. Then kinds of them that people rarely buy twice are excluded.
 * @param readSources Returns undefined if the release does not know what the request is about.
 */
export function releaseRow(
  request: RowRequest,
  context: DecisionContext,
  about: { readonly itemIds: readonly string[]; readonly maxPerKind: number; readonly hasItems?: boolean },
  readSources: (input: SourceInput) => RowSources | undefined,
): Promise<PredictReply> {
  const { k, exclude = [], candidates, maxPerCategory: maxPerKind = about.maxPerKind } = request;
  const count = maxPerKind < k || about.hasItems ? candidateCount(k) : k;
  return rowReply(request, context, (products) =>
    context.withRelease(({ release, items }) => {
      const listed = listedRows(candidates, products, items);
      const rowsOf = (itemIds: readonly string[]) => itemIds.flatMap((itemId) => items.rowOf(itemId) ?? []);
      const givenRows = [...new Set(rowsOf(about.itemIds))];
      const excluded = new Set([...rowsOf(exclude), ...givenRows]);
      const isAllowed = (row: number) => !excluded.has(row) && (listed?.has(row) ?? true);
      const sources = readSources({
        release,
        givenRows,
        allowedRows: () =>
          (listed ? Int32Array.from(listed) : new Int32Array(release.config.itemCount).map((_, i) => i + 1)).filter(
            isAllowed,
          ),
        best: (rows, strengths) => topOfRows(rows, strengths, count, isAllowed).map(({ row }) => row),
      });
      if (!sources || listed?.size === 0) return undefined;
      const found = new Set<number>();
      for (const rows of sources) {
        for (const row of rows) found.add(row);
        if (found.size >= count) break;
      }
      // The strengths of two sources cannot be compared, so a score is a rank.
      const ranked = [...found].map((row, rank) => ({ row, score: -rank }));
      const { kinds } = release;
      const rules = {
        k,
        diversity: 0,
        maxPerKind,
        viewedRows: new Set<number>(),
        maxViewed: 0,
        boughtKinds: kinds && about.hasItems ? rarelyReboughtKinds(kinds, givenRows) : new Set<number>(),
      };
      return {
        row: composeRow(ranked, {
          ...rules,
          kinds,
          similarity: (a, b) => itemSimilarity(release.items, a, b),
        }),
        itemRows: items,
      };
    }),
  );
}
