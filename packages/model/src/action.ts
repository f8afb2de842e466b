/** One shopper's act on one item, as the model sees it. */
export interface Action {
  /** Embedding row, 1 to itemCount. */
  readonly itemRow: number;
  /** Index into ACTION_TYPES. */
  readonly typeIndex: number;
  /** Milliseconds since the Unix epoch. */
  readonly timestampMs: number;
  /** 0-based place in the list where the shopper found the item (GA4 `index`), where that is known. */
  readonly listIndex?: number;
}
