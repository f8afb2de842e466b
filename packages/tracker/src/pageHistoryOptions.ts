import type { Retention } from '@aisle/store';

export interface PageHistoryOptions {
  readonly namespace: string;
  readonly retention: Retention;
  /** Whether events are kept in this page's memory before the shopper's answer. */
  readonly memoryBeforeConsent: boolean;
  /** A program makes the visit. It may be ranked by what is stored, and stores nothing. */
  readonly readOnly: boolean;
  readonly now: () => number;
}

export interface PageHistoryListener {
  /** The history is another one, or gone. */
  onErased(): void;
  /** Counts, the kind of storage or the last problem changed. */
  onChange(): void;
}
