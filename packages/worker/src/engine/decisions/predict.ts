import { type Exclusions, excludedItems } from '@aisle/core';
import { topOfRows } from '@aisle/model';
import type { HistoryRequest } from '../../protocol.js';
import type { Decision } from '../decision.js';
import { listedRows } from '../listedRows.js';
import type { PredictedItem, PredictReply, RowRequest } from '../rowRequest.js';

export interface PredictRequest extends HistoryRequest, RowRequest, Exclusions {
  /** `for-you` (default): what the shopper wants next. `carry-on`: viewed items that were not purchased. */
  readonly kind?: 'for-you' | 'carry-on';
  /** 0: by score alone. 1: items as different as possible. */
  readonly diversity?: number;
  /** Logits that the shop adds to the scores, by item id. */
  readonly boost?: Readonly<Record<string, number>>;
}

/** Predicts the items that the shopper wants next. */
export const predict: Decision<PredictRequest, PredictReply> = async (request, context) => {
  context.idle.markBusy();
  const { k, candidates, catalogueUrl } = request;
  // Fetched before the history is read, because the request must not depend on the history (docs/concepts/privacy.md).
  const products = catalogueUrl === undefined ? undefined : await context.catalogueFiles.get(catalogueUrl);
  const reply = await context.withScorer(
    request,
    () => (candidates || products ? undefined : k),
    async ({ scorer, actions, events, items }) => {
      const { rowOf, itemIdOf } = items;
      const excluded = new Set([...excludedItems(request, events)].flatMap((itemId) => rowOf(itemId) ?? []));
      const rows = listedRows(candidates, products, items);
      if (rows?.length === 0) return undefined;
      const best = rows
        ? topOfRows(rows, await scorer.score(actions, rows), k, (row) => !excluded.has(row))
        : await scorer.top(actions, k, excluded);
      return {
        items: best.map(({ row, score }): PredictedItem => {
          const item_id = itemIdOf(row);
          return { item_id, score, ...(products && { product: products.get(item_id) }) };
        }),
      };
    },
  );
  return { items: [], ...reply };
};
