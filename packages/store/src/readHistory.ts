import type { Position, StoredEvents } from './historyStore.js';
import { keyReaderOf } from './keyStore.js';
import type { DecodeRows } from './rowFormat.js';
import type { HistoryDatabase, HistoryTransaction } from './schema.js';
import { readFrom } from './transaction.js';
import { validEvents } from './validEvents.js';

/** Where the history ends. */
export async function positionIn(transaction: HistoryTransaction<'readonly'>): Promise<Position> {
  const [epoch, cursor] = await Promise.all([
    transaction.objectStore('meta').get('epoch'),
    // Numbers only: the key of a foreign script's row may be a string or a date, which sort after them.
    transaction.objectStore('events').openKeyCursor(IDBKeyRange.upperBound(Infinity), 'prev'),
  ]);
  return { epoch: typeof epoch === 'string' ? epoch : '', seq: cursor?.key ?? 0 };
}

/** Events after `afterSeq`, at most the latest `limit` of them, and where the history ends. */
export async function readHistory(
  database: HistoryDatabase,
  decode: DecodeRows,
  afterSeq: number,
  limit = Infinity,
): Promise<StoredEvents> {
  const { position, rows } = await readFrom(database, async (transaction) => {
    const position = await positionIn(transaction);
    const first = Math.max(afterSeq, position.seq - limit) + 1;
    const range = first > position.seq ? undefined : IDBKeyRange.bound(first, position.seq);
    return { position, rows: range ? await transaction.objectStore('events').getAll(range) : [] };
  });
  return { ...position, events: validEvents(await decode(rows, keyReaderOf(database), position.epoch)) };
}
