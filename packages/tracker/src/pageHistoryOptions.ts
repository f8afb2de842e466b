import type { Retention } from '@aisle/store';
import type { HistoryLocationOptions } from './historyLocation.js';

export interface PageHistoryOptions extends HistoryLocationOptions {
  readonly namespace: string;
  readonly retention: Retention;
  /** A program makes the visit. It may be ranked by what is stored, and stores nothing. */
  readonly readOnly: boolean;
}

export interface PageHistoryListener {
  /** The history is another one, or gone. */
  onErased(): void;
  /** Counts, the kind of storage or the last problem changed. */
  onChange(): void;
}
