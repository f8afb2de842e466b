import type { HistoryDatabase } from './schema.js';
import { readFrom, writeTo } from './transaction.js';

/** Reads the wrapping key beside the rows of a history, in `meta`. */
export interface KeyReader {
  /** @returns undefined if no row was ever encrypted */
  get(): Promise<unknown>;
}

/** Also stores a wrapping key there. */
export interface KeyStore extends KeyReader {
  /** Rejects with a DOMException `ConstraintError` if another tab has stored one. */
  add(key: CryptoKey): Promise<unknown>;
}

export const keyReaderOf = (database: HistoryDatabase): KeyReader => ({
  get: () => readFrom(database, (transaction) => transaction.objectStore('meta').get('wrappingKey')),
});

export const keyStoreOf = (database: HistoryDatabase): KeyStore => ({
  ...keyReaderOf(database),
  add: (key) => writeTo(database, (transaction) => [transaction.objectStore('meta').add(key, 'wrappingKey')]),
});
