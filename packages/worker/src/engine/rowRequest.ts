import type { Exclusions } from '@aisle/core';
import type { CatalogueItem, EngineReason, Provenance, VisitRequest } from '../protocol.js';

/** The options of every decision that composes a row of items. */
export interface RowRequest {
  /** The number of items. */
  readonly k: number;
  /** Item ids that the row must not contain. */
  readonly exclude?: readonly string[];
  /** Item ids to choose from; absent for all items of the release. */
  readonly candidates?: readonly string[];
  /**
   * The absolute URL of the catalogue file, whose entries the reply includes. The row contains only its items that are in
   * stock. The file is always fetched.
   */
  readonly catalogueUrl?: string;
  /** The number of items of one category, unless the row would be too short. */
  readonly maxPerCategory?: number;
}

/** A request for a row of what the shopper wants. */
export interface PredictRequest extends VisitRequest, RowRequest, Exclusions {
  /** `for-you` (default): what the shopper wants next. `carry-on`: viewed items that were not purchased. */
  readonly kind?: 'for-you' | 'carry-on';
  /** 0: by score alone. 1: items as different as possible. */
  readonly diversity?: number;
  /** Logits that the shop adds to the scores, by item id. */
  readonly boost?: Readonly<Record<string, number>>;
}

export interface PredictedItem {
  readonly item_id: string;
  /** A logit of `predict`. Of other decisions, only the order of scores has a meaning. */
  readonly score: number;
  /** 0 to 1, by the model alone: without boosts. Absent if the release has no `config.probability`. */
  readonly probability?: number;
  readonly product?: CatalogueItem | undefined;
}

/** The reply of every decision that composes a row of items. */
export interface PredictReply extends Provenance {
  /** In the order of the row. Empty if there is a reason. */
  readonly items: readonly PredictedItem[];
  readonly reason?: EngineReason;
}
