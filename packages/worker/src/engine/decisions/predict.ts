import { type Exclusions, excludedItems } from '@aisle/core';
import { topOfRows } from '@aisle/model';
import type { CatalogueItem, EngineReason, HistoryRequest, Provenance } from '../../protocol.js';
import type { Decision } from '../decision.js';

export interface PredictRequest extends HistoryRequest, Exclusions {
  /** The number of items. */
  readonly k: number;
  /** Item ids to choose from; absent for all items of the release. */
  readonly candidates?: readonly string[];
  /** The absolute URL of the catalogue file, whose entries the reply includes. The file is always fetched. */
  readonly catalogueUrl?: string;
}

export interface PredictedItem {
  readonly item_id: string;
  /** Logit. */
  readonly score: number;
  readonly product?: CatalogueItem | undefined;
}

export interface PredictReply extends Provenance {
  /** Highest score first; empty if there is a reason. */
  readonly items: readonly PredictedItem[];
  readonly reason?: EngineReason;
}

/** Predicts the items that the shopper wants next. */
export const predict: Decision<PredictRequest, PredictReply> = async (request, context) => {
  context.idle.markBusy();
  const { k, candidates, catalogueUrl } = request;
  // Fetched before the history is read, because the request must not depend on the history (docs/concepts/privacy.md).
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
