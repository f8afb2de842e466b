import type { VisitContext } from '@aisle/core';

/** One shopper's action on one item, as the model reads it. */
export interface Action {
  /** Embedding row, 1 to itemCount. */
  readonly itemRow: number;
  /** Index into ACTION_TYPES. */
  readonly typeIndex: number;
  /** Milliseconds since the Unix epoch. */
  readonly timestampMs: number;
  /** 0-based position in the list where the shopper found the item (GA4 `index`). Absent if unknown. */
  readonly listIndex?: number;
  /** Of its visit. Only in training logs. */
  readonly context?: VisitContext;
}
