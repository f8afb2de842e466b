import { candidateCount, composeRow, itemSimilarity, type RowRules, type ScoredRow, topOfRows } from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { DecisionContext } from './decision.js';
import { listedRows } from './listedRows.js';
import type { PredictReply, RowRequest } from './rowRequest.js';

/** The input of the sources of a row. */
export interface SourceInput {
  readonly release: Release;
  /** The rows of the items that the request is about. */
  readonly givenRows: readonly number[];
  /** Lists all rows that the row may contain. */
  readonly allowedRows: () => Int32Array;
  /** The strongest of these rows that the row may contain, strongest first. */
  readonly best: (rows: ArrayLike<number>, strengths: ArrayLike<number>) => readonly ScoredRow[];
}

/** The items of a source come before those of the next one. */
export type RowSources = Iterable<readonly ScoredRow[]>;

/**
 * Composes a row of items without a history. Sources are only read until there are enough candidates.
 *
 * @param about The items that the request is about, which the row does not contain; and the number of items of one kind.
 * @param readSources Returns undefined if the release does not know what the request is about.
 */
export async function releaseRow(
  { k, exclude = [], candidates, catalogueUrl, maxPerCategory }: RowRequest,
  context: DecisionContext,
  about: { readonly itemIds: readonly string[]; readonly maxPerKind: number },
  readSources: (input: SourceInput) => RowSources | undefined,
): Promise<PredictReply> {
  const products = catalogueUrl === undefined ? undefined : await context.catalogueFiles.get(catalogueUrl);
  const maxPerKind = maxPerCategory ?? about.maxPerKind;
  const count = maxPerKind < k ? candidateCount(k) : k;
  const reply = await context.withRelease(({ release, items }) => {
    const rowsOf = (itemIds: readonly string[]) => itemIds.flatMap((itemId) => items.rowOf(itemId) ?? []);
    const givenRows = rowsOf(about.itemIds);
    const listed = listedRows(candidates, products, items);
    if (listed?.length === 0) return undefined;
    const excluded = new Set([...rowsOf(exclude), ...givenRows]);
    const allowed = listed && new Set(listed);
    const isAllowed = (row: number) => !excluded.has(row) && (allowed?.has(row) ?? true);
    const sources = readSources({
      release,
      givenRows,
      allowedRows: () => (listed ?? new Int32Array(release.config.itemCount).map((_, i) => i + 1)).filter(isAllowed),
      best: (rows, strengths) => topOfRows(rows, strengths, count, isAllowed),
    });
    if (!sources) return undefined;
    const rules: RowRules = {
      k,
      diversity: 0,
      maxPerKind,
      viewedRows: new Set(),
      maxViewed: k,
      boughtKinds: new Set(),
      kinds: release.kinds,
      similarity: (a, b) => itemSimilarity(release.items, a, b),
    };
    return {
      items: composeRow(firstOf(sources, count), rules).map(({ row, score }) => {
        const item_id = items.itemIdOf(row);
        return { item_id, score, ...(products && { product: products.get(item_id) }) };
      }),
    };
  });
  return { items: [], ...reply };
}

/** The items of the first sources, each once. At least `count`, if the sources have as many. */
function firstOf(sources: RowSources, count: number): ScoredRow[] {
  const scores = new Map<number, number>();
  let first = 0;
  for (const source of sources) {
    // The strengths of two sources cannot be compared. Each source has an interval of length 2, below the one before.
    for (const { row, score } of source) if (!scores.has(row)) scores.set(row, first + score / (1 + Math.abs(score)));
    if (scores.size >= count) break;
    first -= 2;
  }
  return [...scores].map(([row, score]) => ({ row, score }));
}
