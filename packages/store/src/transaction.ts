import type { HistoryDatabase, HistoryTransaction } from './schema.js';

/*
 * idb makes a promise of every request and of the end of every transaction. An abort rejects all of them, and each one
 * without a handler would be an unhandled rejection in the shop's page. So transactions are made here only.
 */

/** Reads in one transaction, which is a consistent snapshot. `read` issues all requests at once. */
export function readFrom<T>(
  database: HistoryDatabase,
  read: (transaction: HistoryTransaction<'readonly'>) => Promise<T>,
): Promise<T> {
  const transaction = database.transaction(['events', 'meta']);
  // The request that failed rejects as well.
  transaction.done.catch(() => undefined);
  return read(transaction);
}

/**
 * Writes in one transaction. Resolves with the requests' results when it is complete, which is later than their
 * success.
 *
 * @param issue issues all requests at once. The transaction is then committed explicitly: a write begun in `pagehide`
 *   is lost without that.
 * @throws the reason of the abort. Requests that it cuts off only say `AbortError`.
 */
export async function writeTo<const R extends readonly Promise<unknown>[]>(
  database: HistoryDatabase,
  issue: (transaction: HistoryTransaction<'readwrite'>) => R,
): Promise<{ -readonly [I in keyof R]: Awaited<R[I]> }> {
  const transaction = database.transaction(['events', 'meta'], 'readwrite');
  const requests = issue(transaction);
  transaction.commit();
  try {
    const [results] = await Promise.all([Promise.all(requests), transaction.done]);
    return results;
  } catch (cause) {
    throw transaction.error ?? cause;
  }
}
