import type { TrackedEvent } from '@aisle/core';
import type { DecisionChange, DecisionRow } from './decisionRows.js';

/** A point in a history. Sequence numbers are comparable only within one history. */
export interface HistoryCursor {
  readonly historyId: string;
  /** Sequence number of the latest event; 0 for an empty history. */
  readonly seq: number;
}

/** The number of events, and the cursor of the latest one. */
export interface CountedEvents extends HistoryCursor {
  readonly count: number;
}

export interface StoredEvents extends HistoryCursor {
  /** Oldest first. */
  readonly events: TrackedEvent[];
}

/** The result of an erase, for the shopper and for a privacy team's records. */
export interface EraseReceipt {
  readonly erasedAtMs: number;
  /** The database's name, or `memory` if the history was in the page's memory. */
  readonly database: string;
  /** The number of erased events. Undefined if the database could not be opened to count them. */
  readonly events: number | undefined;
  /** False if another tab still had the database open. The rows are deleted; the empty database goes with that tab. */
  readonly databaseDeleted: boolean;
  /**
   * True for a database: the browser's files can contain deleted rows until the browser cleans them up, which can take
   * longer than a restart. `docs/concepts/privacy.md` says what a shop can do.
   */
  readonly mayRemainInFiles: boolean;
}

/** Stores a history: `EventStore`, or `InMemoryStore` without storage or without permission to use it. */
export interface HistoryStore {
  /** Resolves with the event's cursor when the event is stored. */
  append(event: TrackedEvent): Promise<HistoryCursor>;
  /** Events after `afterSeq`, at most the latest `limit` of them, and the cursor of the latest event. */
  readSince(afterSeq: number, limit?: number): Promise<StoredEvents>;
  count(): Promise<CountedEvents>;
  /** Reads the decisions of this device and writes one, in one transaction. So the caps hold over all tabs. */
  changeDecisions<T>(change: (rows: readonly DecisionRow[]) => DecisionChange<T>): Promise<T>;
  erase(): Promise<EraseReceipt>;
}
