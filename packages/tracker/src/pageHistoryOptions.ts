import type { Retention } from '@aisle/store';
import type { HistoryLocationOptions } from './historyLocation.js';

export interface PageHistoryOptions extends HistoryLocationOptions {
  readonly namespace: string;
  readonly retention: Retention;
  /** Whether a program makes the visit. Then stored events may rank lists, and no event is stored. */
  readonly readOnly: boolean;
}

export interface PageHistoryListener {
  /** The history was replaced or deleted. */
  onErased(): void;
  /** A count, the kind of storage or the last error changed. */
  onChange(): void;
}
