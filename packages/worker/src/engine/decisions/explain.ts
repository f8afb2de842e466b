import type { ScoreRow } from '@aisle/model';
import type { HistoryRequest } from '../../protocol.js';
import type { Answered, Decision } from '../decision.js';

export interface ExplainRequest extends HistoryRequest {
  /** Empty to load the code alone. */
  readonly itemIds: readonly string[];
}

/** An event of the shopper's history, as far as an explanation needs it. */
export interface ExplainedEvent {
  readonly type: string;
  readonly timestampMs: number;
  readonly items: readonly {
    readonly item_id: string;
    /** As the page reported it. */
    readonly item_name?: string;
    /** As the page reported it, else the category of the release. */
    readonly item_category?: string;
  }[];
}

export interface ExplainedItem {
  readonly item_id: string;
  /** A logit. */
  readonly score: number;
  /** They add up to the score. A number as `cause` is an index into the reply's `events`. */
  readonly rows: readonly ScoreRow[];
}

export interface ExplainAnswer {
  /** The items that the release knows, in the order of the request. */
  readonly items: readonly ExplainedItem[];
  /** The events that have a row, oldest first. */
  readonly events: readonly ExplainedEvent[];
}

export type ExplainReply = Answered<ExplainAnswer>;

/**
 * What moved items. The code that computes it is a chunk, because few pages ask. It loads before the history is read, so
 * that a page can load it at a time that does not depend on the shopper.
 */
export const explain: Decision<ExplainRequest, ExplainReply> = async (request, context) => {
  const { explainItems } = await import('../explain/explainItems.js');
  return context.withScorer<ExplainAnswer>(
    request,
    () => undefined,
    ({ light, items, events }) => explainItems(light, items.rowOf, events, request.itemIds),
  );
};
