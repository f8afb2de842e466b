import type { TrackedEvent } from '@aisle/core';
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';

/**
 * The version of the one IndexedDB schema. A change raises it and adds a step to `upgrade`. A step keeps every store
 * and index that older versions use, because a page with an older SDK may go on writing to the upgraded database.
 *
 * Version 2: rows of the first encryption (`sealed`, keyed by `meta.key`) are deleted. It was never published.
 */
export const DATABASE_VERSION = 2;

/** An encrypted event. Its time stays readable, because the retention needs it. */
export interface EncryptedRow {
  readonly timestampMs: number;
  /** `envelope.ts` documents the bytes. */
  readonly encrypted: Uint8Array<ArrayBuffer>;
}

export type Row = TrackedEvent | EncryptedRow;

export interface HistorySchema extends DBSchema {
  /** Keys are sequence numbers: the database gives them, one higher for every event from whichever tab. */
  events: { key: number; value: Row; indexes: { byTimestampMs: number } };
  /**
   * - `epoch` (string): the random id of this history
   * - `bytes` (number): an estimate of what the rows take
   * - `wrappingKey` (CryptoKey, AES-KW, not extractable): where rows are encrypted
   */
  meta: { key: string; value: string | number | CryptoKey };
}

export type HistoryDatabase = IDBPDatabase<HistorySchema>;
export type HistoryTransaction<Mode extends IDBTransactionMode> = IDBPTransaction<
  HistorySchema,
  ['events', 'meta'],
  Mode
>;
type UpgradeTransaction = IDBPTransaction<HistorySchema, StoreNames<HistorySchema>[], 'versionchange'>;

/** A type guard, because any script of the origin can write rows. */
export const isEncrypted = (row: unknown): row is EncryptedRow =>
  (row as EncryptedRow | null | undefined)?.encrypted instanceof Uint8Array;

export function databaseName(namespace: string): string {
  return `aisle-${namespace}`;
}

/**
 * Brings a database of any older version to the current one, step by step.
 *
 * @throws nothing: a failed request aborts the upgrade's transaction, and the open rejects with the reason
 */
export function upgrade(database: HistoryDatabase, oldVersion: number, transaction: UpgradeTransaction): void {
  const ignore = () => undefined;
  if (oldVersion < 1) {
    database.createObjectStore('events', { autoIncrement: true }).createIndex('byTimestampMs', 'timestampMs');
    // Sequence numbers start again at 1 when the database is deleted. The epoch tells the two runs of numbers apart.
    database.createObjectStore('meta').add(randomId(), 'epoch').catch(ignore);
  } else if (oldVersion < 2) {
    deleteObsoleteRows(transaction).catch(ignore);
  }
}

async function deleteObsoleteRows(transaction: UpgradeTransaction): Promise<void> {
  const meta = transaction.objectStore('meta');
  // Without the estimate, the next append measures the rows that are left.
  const deletions: Promise<unknown>[] = [meta.delete('bytes'), meta.delete('key')];
  let cursor = await transaction.objectStore('events').openCursor();
  while (cursor) {
    const row: unknown = cursor.value;
    if (typeof row === 'object' && row !== null && 'sealed' in row) deletions.push(cursor.delete());
    cursor = await cursor.continue();
  }
  await Promise.all(deletions);
}

/** Not randomUUID, which plain-http pages lack. */
export function randomId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
