import { HISTORY_ID_KEY, type HistoryDatabase, randomId } from './schema.js';
import { writeToAll } from './transaction.js';

/** Deletes what belongs to the shopper. @returns the number of deleted events */
export async function clearRows(database: HistoryDatabase): Promise<number> {
  const [count] = await writeToAll(database, (transaction) => {
    const [events, meta] = [transaction.objectStore('events'), transaction.objectStore('meta')];
    return [
      events.count(),
      events.clear(),
      transaction.objectStore('decisions').clear(),
      meta.delete('wrappingKey'),
      // A frozen tab can block the deletion of the database. When it resumes, the new id shows that its history was
      // erased.
      meta.put(randomId(), HISTORY_ID_KEY),
    ];
  });
  return count;
}
