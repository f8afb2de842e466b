import type { TrackedEvent } from '@aisle/core';
import type { DecisionTransaction, DecisionUpdate } from './changeDecisions.js';
import type { KeyReader, KeyStore } from './keyStore.js';
import type { Row } from './schema.js';

export interface EncodedEvent {
  readonly row: Row;
  /** The size of the row: of its JSON, or of its ciphertext. */
  readonly bytes: number;
}

/**
 * Decodes rows, in their order, without validating them: any script of the origin can write rows. Undefined for a row
 * that cannot be decrypted.
 *
 * @param historyId of the history that the rows belong to
 */
export type DecodeRows = (rows: readonly unknown[], keys: KeyReader, historyId: string) => Promise<readonly unknown[]>;

/** Converts events to rows and journal entries, and back: `plainRows`, or `encryptedRows()`. */
export interface RowFormat {
  /** The shop's key for this session. The worker needs it to read the rows. It is never stored. */
  readonly sessionKey?: Promise<CryptoKey> | undefined;
  /** Whether an event can be encoded now. If not, `prepare` comes first. */
  readonly isReady: boolean;
  /** Prepares what encoding needs, so that the next event can be encoded synchronously. */
  prepare(keys: KeyStore, historyId: string): Promise<void>;
  /** Called when the connection closes: the history and its keys may have been deleted. */
  forget(): void;
  /** @throws DOMException `InvalidStateError` if it is not ready */
  encode(event: TrackedEvent): EncodedEvent;
  /** The event as text for a journal. @returns undefined if it is not ready */
  pack(event: TrackedEvent): string | undefined;
  /** The row of a text that `pack` returned. May throw, because any script of the origin can write the journal. */
  unpack(packed: string): unknown;
  readonly decode: DecodeRows;
  /** Reads all decisions and writes one. Only if it is ready. */
  changeDecisions<T>(transact: DecisionTransaction, update: DecisionUpdate<T>, keys: KeyReader): Promise<T>;
}
