import type { HistoryDatabase } from './schema.js';
import { readFrom, writeTo } from './transaction.js';

/** Reads the wrapping key beside the rows of a history, in `meta`. */
export interface KeyReader {
  /** @returns undefined where nothing was ever encrypted */
  get(): Promise<unknown>;
}

/** Also keeps a key there. */
export interface KeyStore extends KeyReader {
  /** Rejects with a DOMException `ConstraintError` where another tab was first. */
  add(key: CryptoKey): Promise<unknown>;
}

export const keyReaderOf = (database: HistoryDatabase): KeyReader => ({
  get: () => readFrom(database, (transaction) => transaction.objectStore('meta').get('wrappingKey')),
});

export const keyStoreOf = (database: HistoryDatabase): KeyStore => ({
  ...keyReaderOf(database),
  add: (key) => writeTo(database, (transaction) => [transaction.objectStore('meta').add(key, 'wrappingKey')]),
});
