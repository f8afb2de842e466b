import type { TrackedEvent } from '@aisle/core';
import type { HistoryDatabase, Row } from './schema.js';

export interface EncodedEvent {
  readonly row: Row;
  /** What the row takes: its JSON, or the encrypted bytes. */
  readonly bytes: number;
}

/**
 * The events of rows, in their order. Rows that cannot be read are left out: what a foreign script wrote, and what was
 * encrypted under another key.
 *
 * @param historyId of the history that the rows belong to
 */
export type DecodeRows = (
  rows: readonly unknown[],
  database: HistoryDatabase,
  historyId: string,
) => Promise<TrackedEvent[]>;

/** How events become rows and journal entries, and how they are read again: `plainRows`, or encrypted ones. */
export interface RowFormat {
  /** Whether an event can be encoded now. If not, `prepare` comes first. */
  readonly isReady: boolean;
  /** Makes what encoding needs, so that the next event can be encoded at once. */
  prepare(database: HistoryDatabase, historyId: string): Promise<void>;
  /** The connection is gone, and perhaps the history with its keys. */
  forget(): void;
  /** @throws DOMException `InvalidStateError` where it is not ready */
  encode(event: TrackedEvent): EncodedEvent;
  /** The event as text for a journal. @returns undefined where it is not ready */
  pack(event: TrackedEvent): string | undefined;
  /** The row of what `pack` returned. May throw, because any script of the origin can write the journal. */
  unpack(packed: string): unknown;
  readonly decode: DecodeRows;
}
