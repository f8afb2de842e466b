import { mapList } from '@aisle/core';
import type { HistoryDatabase } from './schema.js';
import { writeTo } from './transaction.js';

/** Deletes rows by number or range, in one transaction. */
export async function deleteEvents(database: HistoryDatabase, keys: readonly (number | IDBKeyRange)[]): Promise<void> {
  if (keys.length === 0) return;
  await writeTo(database, (transaction) => mapList(keys, (key) => transaction.objectStore('events').delete(key)));
}
