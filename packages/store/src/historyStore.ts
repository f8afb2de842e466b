import type { TrackedEvent } from '@aisle/core';

/** A point in the history: sequence numbers are comparable within one epoch only. */
export interface HistoryCursor {
  readonly historyId: string;
  /** Sequence number of the latest event, 0 where there is none. */
  readonly seq: number;
}

export interface StoredEvents extends HistoryCursor {
  /** Oldest first. */
  readonly events: TrackedEvent[];
}

/** What an erase did, for the shopper and for a privacy team's record. */
export interface EraseReceipt {
  readonly erasedAtMs: number;
  /** The database's name; `memory` where the history was kept in the page's memory. */
  readonly database: string;
  /** Undefined where the database could not be opened to count them. */
  readonly events: number | undefined;
  /** False where another tab still held the database open: its rows are gone, the empty database goes with that tab. */
  readonly databaseDeleted: boolean;
}

/** Where a history is kept: `EventStore`, or `InMemoryStore` where there is no storage or no leave to use it. */
export interface HistoryStore {
  /** Resolves when the event is kept, with its place. */
  append(event: TrackedEvent): Promise<HistoryCursor>;
  /** Events after `afterSeq`, at most the latest `limit` of them, and the place they end at. */
  readSince(afterSeq: number, limit?: number): Promise<StoredEvents>;
  count(): Promise<number>;
  erase(): Promise<EraseReceipt>;
}
