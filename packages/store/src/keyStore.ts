import type { HistoryDatabase } from './schema.js';
import { readFrom, writeTo } from './transaction.js';

/** The wrapping key beside the rows of a history, in `meta`. */
export interface KeyStore {
  /** @returns undefined where nothing was ever encrypted */
  get(): Promise<unknown>;
  /** Rejects with a DOMException `ConstraintError` where another tab was first. */
  add(key: CryptoKey): Promise<unknown>;
}

export const keyStoreOf = (database: HistoryDatabase): KeyStore => ({
  get: () => readFrom(database, (transaction) => transaction.objectStore('meta').get('wrappingKey')),
  add: (key) => writeTo(database, (transaction) => [transaction.objectStore('meta').add(key, 'wrappingKey')]),
});
