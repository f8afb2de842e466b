import type { HistoryDatabase, HistoryTransaction } from './schema.js';

/*
 * idb returns a promise for every request and for the end of every transaction. An abort rejects all of them. Each one
 * without a handler is an unhandled rejection in the shop's page. So only this file begins transactions.
 */

/**
 * Reads a consistent snapshot in one transaction. `read` issues all requests synchronously.
 *
 * In WebKitGTK 2.50, a read that a page in the back/forward cache has not ended blocks all writes of other pages, until
 * that page is evicted. `test/browsers/lifecycle.test.ts` shows both rules:
 * - A window commits its reads at once.
 * - A worker is terminated (`EngineClient.onCached`). WebKit then ends its reads, but not if another transaction of the
 *   same connection commits at that moment. So a worker does not commit, and begins no read before the last one ends.
 */
export async function readFrom<T>(
  database: HistoryDatabase,
  read: (transaction: HistoryTransaction<'readonly'>) => Promise<T>,
): Promise<T> {
  const transaction = database.transaction(['events', 'meta']);
  // The request that failed rejects too.
  transaction.done.catch(() => undefined);
  const results = read(transaction);
  const ended = 'document' in globalThis ? transaction.commit() : transaction.done;
  const [result] = await Promise.all([results, ended]);
  return result;
}

/**
 * Writes in one transaction. Resolves with the requests' results when the transaction is complete, which is later than
 * their success.
 *
 * @param issue issues all requests synchronously. `commit` follows at once: without it, the transaction waits for the
 *   requests' events, and a page at `pagehide` receives none
 *   (https://w3c.github.io/IndexedDB/#dom-idbtransaction-commit).
 * @throws the reason of the abort. The requests themselves report only `AbortError`.
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
