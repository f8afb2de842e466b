import type { TrackedEvent } from '@aisle/core';
import type { DBSchema, IDBPDatabase } from 'idb';

/** The one IndexedDB schema. A change raises DATABASE_VERSION and adds a step to `upgrade`, which must keep every event. */
export interface AisleSchema extends DBSchema {
  /** Keys are sequence numbers, given by the database, rising by one for every event from whichever tab. */
  events: { key: number; value: TrackedEvent; indexes: { byTimestampMs: number } };
  meta: { key: 'epoch'; value: string };
}

export type AisleDatabase = IDBPDatabase<AisleSchema>;

export const DATABASE_VERSION = 1;

export function databaseName(namespace: string): string {
  return `aisle-${namespace}`;
}

/** Brings a database of any older version to the current one, step by step. */
export function upgrade(database: AisleDatabase, oldVersion: number): void {
  if (oldVersion < 1) {
    database.createObjectStore('events', { autoIncrement: true }).createIndex('byTimestampMs', 'timestampMs');
    // Sequence numbers start again at 1 when the database is deleted. The epoch tells the two runs of numbers apart.
    const meta = database.createObjectStore('meta');
    // Not randomUUID, which plain-http pages lack.
    void meta.add(crypto.getRandomValues(new Uint32Array(4)).join('-'), 'epoch');
  }
}
