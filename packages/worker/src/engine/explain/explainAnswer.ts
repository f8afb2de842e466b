import type { ScoreRow } from '@aisle/model';

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
