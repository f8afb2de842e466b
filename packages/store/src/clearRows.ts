import { clearDecisions } from './changeDecisions.js';
import { HISTORY_ID_KEY, type HistoryDatabase, randomId } from './schema.js';
import { writeTo } from './transaction.js';

/** Deletes what belongs to the shopper. @returns the number of deleted events */
export async function clearRows(database: HistoryDatabase): Promise<number> {
  await clearDecisions(database);
  const [count] = await writeTo(database, (transaction) => {
    const [events, meta] = [transaction.objectStore('events'), transaction.objectStore('meta')];
    // A frozen tab can block the deletion of the database. When it resumes, the new id shows that its history was
    // erased.
    return [events.count(), events.clear(), meta.delete('wrappingKey'), meta.put(randomId(), HISTORY_ID_KEY)];
  });
  return count;
}
