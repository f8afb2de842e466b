import type { TrackedEvent } from '@aisle/core';

/**
 * The one IndexedDB schema, DATABASE_VERSION its version. A change raises it and adds a step to `upgrade`, which keeps
 * every event, and every store and index that older versions use: a page that is still open with an older SDK goes on
 * writing to the upgraded database.
 *
 * - `events`: keys are sequence numbers, given by the database, rising by one for every event from whichever tab;
 *   values are `Row`s, with an index `byTimestampMs`
 * - `meta`: `epoch` (text), `bytes` (an estimate of what the rows take), `key` (a CryptoKey, where rows are sealed)
 */
export const DATABASE_VERSION = 1;

/** An event that is encrypted at rest. Its time stays readable, for the retention. */
export interface SealedRow {
  readonly timestampMs: number;
  readonly sealed: Uint8Array;
}

export type Row = TrackedEvent | SealedRow;

export const isSealed = (row: unknown): row is SealedRow => (row as SealedRow | null)?.sealed instanceof Uint8Array;

export function databaseName(namespace: string): string {
  return `aisle-${namespace}`;
}

/** Brings a database of any older version to the current one, step by step. */
export function upgrade({ db }: IDBTransaction, oldVersion: number): void {
  if (oldVersion < 1) {
    db.createObjectStore('events', { autoIncrement: true }).createIndex('byTimestampMs', 'timestampMs');
    // Sequence numbers start again at 1 when the database is deleted. The epoch tells the two runs of numbers apart.
    db.createObjectStore('meta').add(randomName(), 'epoch');
  }
}

/** Not randomUUID, which plain-http pages lack. */
export function randomName(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
