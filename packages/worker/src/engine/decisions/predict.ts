import { type Exclusions, excludedItems } from '@aisle/core';
import { topOfRows } from '@aisle/model';
import type { CatalogueItem, EngineReason, HistoryRequest, Provenance } from '../../protocol.js';
import type { Decision } from '../decision.js';

export interface PredictRequest extends HistoryRequest, Exclusions {
  /** How many items. */
  readonly k: number;
  /** Item ids to choose from; absent for the whole catalogue. */
  readonly candidates?: readonly string[];
  /** Absolute. The file's records come with the items; it is fetched whatever the history holds. */
  readonly catalogueUrl?: string;
}

export interface PredictedItem {
  readonly item_id: string;
  /** Logit. */
  readonly score: number;
  readonly product?: CatalogueItem | undefined;
}

export interface PredictReply extends Provenance {
  /** Highest score first; empty where there is a reason. */
  readonly items: readonly PredictedItem[];
  readonly reason?: EngineReason;
}

/** Finds the items that the shopper wants next. */
export const predict: Decision<PredictRequest, PredictReply> = async (request, context) => {
  context.idle.markBusy();
  const { k, candidates, catalogueUrl } = request;
  // Before the history is read: whether the file is requested must not depend on it.
  const products = catalogueUrl === undefined ? undefined : await context.catalogueFiles.get(catalogueUrl);
  const reply = await context.withScorer(
    request,
    () => (candidates ? undefined : k),
    async ({ scorer, actions, events, items: { rowOf, itemIdOf } }) => {
      const excluded = new Set([...excludedItems(request, events)].flatMap((itemId) => rowOf(itemId) ?? []));
      const rows = candidates && Int32Array.from(new Set(candidates.flatMap((itemId) => rowOf(itemId) ?? [])));
      if (rows?.length === 0) return undefined;
      const best = rows
        ? topOfRows(rows, await scorer.score(actions, rows), k, (row) => !excluded.has(row))
        : await scorer.top(actions, k, excluded);
      const items = best.map(({ row, score }): PredictedItem => {
        const item_id = itemIdOf(row);
        return { item_id, score, ...(products && { product: products.get(item_id) }) };
      });
      return { items };
    },
  );
  return { items: [], ...reply };
};
