import { isRecord, mapList, randomNumbers, type TrackedEvent } from '@aisle/core';
import type { DBSchema, IDBPDatabase, IDBPObjectStore, IDBPTransaction, StoreNames } from 'idb';
import type { DecisionRow } from './decisionRows.js';

/**
 * The version of the IndexedDB schema. A change raises it and adds a step to `upgrade`. A step keeps every store, index
 * and key that older versions use, because a page with an older SDK may continue to write to the upgraded database.
 *
 * - Version 2 deletes the rows of an unpublished encryption format (a field of ciphertext, and a key in `meta.key`).
 * - Version 3 adds the store `decisions`.
 */
export const DATABASE_VERSION = 3;

/**
 * The key of the history's id in `meta`. The stored name is older than the term, and another name needs a migration.
 */
export const HISTORY_ID_KEY = 'epoch';

/** The field that holds the ciphertext in rows of version 1. */
const VERSION_1_CIPHERTEXT = 'sealed';

/** An encrypted event or decision. Its time is not encrypted, because the retention needs it. */
export interface EncryptedRow {
  readonly timestampMs: number;
  /** `envelope.ts` documents the bytes. */
  readonly encrypted: Uint8Array<ArrayBuffer>;
}

export type Row = TrackedEvent | EncryptedRow;

export interface HistorySchema extends DBSchema {
  /** Keys are sequence numbers. The database assigns them: one higher for every event, from any tab. */
  events: { key: number; value: Row; indexes: { byTimestampMs: number } };
  /**
   * - `HISTORY_ID_KEY` (string): the random id of this history
   * - `bytes` (number): the estimated size of the rows
   * - `wrappingKey` (CryptoKey, AES-KW, not extractable): only if rows are encrypted
   */
  meta: { key: string; value: string | number | CryptoKey };
  /** Keys are `decisionId`. Those of encrypted rows are random. */
  decisions: { key: string; value: DecisionRow | EncryptedRow };
}

export type HistoryDatabase = IDBPDatabase<HistorySchema>;
export type HistoryTransaction<Mode extends IDBTransactionMode> = IDBPTransaction<
  HistorySchema,
  ['events', 'meta'],
  Mode
>;
/** A transaction over every store. */
export type WholeTransaction = IDBPTransaction<HistorySchema, ['events', 'meta', 'decisions'], 'readwrite'>;
export type DecisionStore = IDBPObjectStore<HistorySchema, ['decisions'], 'decisions', 'readwrite'>;
type UpgradeTransaction = IDBPTransaction<HistorySchema, StoreNames<HistorySchema>[], 'versionchange'>;

/** Accepts any value, because any script of the origin can write rows. */
export const isEncrypted = (row: unknown): row is EncryptedRow =>
  (row as EncryptedRow | null | undefined)?.encrypted instanceof Uint8Array;

export function databaseName(namespace: string): string {
  return `aisle-${namespace}`;
}

/**
 * Upgrades a database of any older version, step by step. A failed request aborts the transaction, and the open rejects
 * with the reason.
 */
export function upgrade(database: HistoryDatabase, oldVersion: number, transaction: UpgradeTransaction): void {
  const ignore = () => undefined;
  if (oldVersion < 1) {
    database.createObjectStore('events', { autoIncrement: true }).createIndex('byTimestampMs', 'timestampMs');
    // After a deletion of the database, sequence numbers start again at 1. The id shows that the history is another
    // one.
    database.createObjectStore('meta').add(randomId(), HISTORY_ID_KEY).catch(ignore);
  } else if (oldVersion < 2) {
    deleteObsoleteRows(transaction).catch(ignore);
  }
  if (oldVersion < 3) database.createObjectStore('decisions');
}

async function deleteObsoleteRows(transaction: UpgradeTransaction): Promise<void> {
  const [events, meta] = [transaction.objectStore('events'), transaction.objectStore('meta')];
  const [keys, rows] = await Promise.all([events.getAllKeys(), events.getAll()]);
  await Promise.all([
    // Without the estimate, the next append measures the remaining rows.
    meta.delete('bytes'),
    meta.delete('key'),
    ...mapList<unknown, unknown>(
      rows,
      (row, i) => isRecord(row) && VERSION_1_CIPHERTEXT in row && events.delete(keys[i]!),
    ),
  ]);
}

/**
 * Four random 32-bit numbers. `crypto.randomUUID` needs a secure context:
 * https://w3c.github.io/webcrypto/#Crypto-method-randomUUID.
 */
export function randomId(): string {
  return randomNumbers(4).join('-');
}
