import type { HistoryCursor, StoredEvents } from './historyStore.js';
import { keyReaderOf } from './keyStore.js';
import type { DecodeRows } from './rowFormat.js';
import type { HistoryDatabase, HistoryTransaction } from './schema.js';
import { readFrom } from './transaction.js';
import { validEvents } from './validEvents.js';

/** Where the history ends. */
export async function readCursor(transaction: HistoryTransaction<'readonly'>): Promise<HistoryCursor> {
  const [epoch, latestKey] = await Promise.all([
    transaction.objectStore('meta').get('epoch'),
    // Numbers only: the key of a foreign script's row may be a string or a date, which sort after them.
    transaction.objectStore('events').openKeyCursor(IDBKeyRange.upperBound(Infinity), 'prev'),
  ]);
  return { historyId: typeof epoch === 'string' ? epoch : '', seq: latestKey?.key ?? 0 };
}

/**
 * Events after `afterSeq`, at most the latest `limit` of them, and where the history ends.
 *
 * A transaction issues all its requests at once. A page may have replaced `Promise` by one that continues in a later
 * task, when a transaction that waits for the page has ended.
 *
 * @throws DOMException `InvalidStateError` where the history was erased meanwhile: a `Connection` runs this again
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
