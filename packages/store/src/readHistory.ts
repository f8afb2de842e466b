import type { HistoryCursor, StoredEvents } from './historyStore.js';
import { keyReaderOf } from './keyStore.js';
import type { DecodeRows } from './rowFormat.js';
import { HISTORY_ID_KEY, type HistoryDatabase, type HistoryTransaction } from './schema.js';
import { readFrom } from './transaction.js';
import { validEvents } from './validEvents.js';

/** Reads the cursor of the latest event. */
export async function readCursor(transaction: HistoryTransaction<'readonly'>): Promise<HistoryCursor> {
  const [historyId, latestKey] = await Promise.all([
    transaction.objectStore('meta').get(HISTORY_ID_KEY),
    // Numbers only: another script's row may have a string or a date as its key, and those sort after numbers.
    transaction.objectStore('events').openKeyCursor(IDBKeyRange.upperBound(Infinity), 'prev'),
  ]);
  return { historyId: typeof historyId === 'string' ? historyId : '', seq: latestKey?.key ?? 0 };
}

/**
 * Events after `afterSeq`, at most the latest `limit` of them, and the cursor of the latest event.
 *
 * Each transaction issues all its requests synchronously. A page may have replaced `Promise` by a polyfill that
 * continues in a later task. A transaction without pending requests has committed by then
 * (https://w3c.github.io/IndexedDB/#transaction-lifecycle).
 *
 * @throws DOMException `InvalidStateError` if the history was erased during the read; `Connection` then repeats it
 */
export async function readHistory(
  database: HistoryDatabase,
  decode: DecodeRows,
  afterSeq: number,
  limit = Infinity,
): Promise<StoredEvents> {
  const { historyId, seq } = await readFrom(database, readCursor);
  const range = IDBKeyRange.bound(Math.max(afterSeq, seq - limit) + 1, Infinity);
  const [cursor, rows] = await readFrom(database, (transaction) =>
    Promise.all([readCursor(transaction), transaction.objectStore('events').getAll(range)]),
  );
  if (cursor.historyId !== historyId) throw new DOMException('the history changed', 'InvalidStateError');
  const events = await decode(rows.slice(-limit), keyReaderOf(database), historyId);
  return { ...cursor, events: validEvents(events) };
}
