import type { TrackedEvent } from '@aisle/core';
import type { KeyReader, KeyStore } from './keyStore.js';
import type { Row } from './schema.js';

export interface EncodedEvent {
  readonly row: Row;
  /** What the row takes: its JSON, or the encrypted bytes. */
  readonly bytes: number;
}

/**
 * The rows as they were before they were encoded, in their order, not validated: any script of the origin can write
 * rows. Undefined for what cannot be decrypted.
 *
 * @param historyId of the history that the rows belong to
 */
export type DecodeRows = (rows: readonly unknown[], keys: KeyReader, historyId: string) => Promise<readonly unknown[]>;

/** How events become rows and journal entries, and how they are read again: `plainRows`, or encrypted ones. */
export interface RowFormat {
  /** Whether an event can be encoded now. If not, `prepare` comes first. */
  readonly isReady: boolean;
  /** Makes what encoding needs, so that the next event can be encoded at once. */
  prepare(keys: KeyStore, historyId: string): Promise<void>;
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
