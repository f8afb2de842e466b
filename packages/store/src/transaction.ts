import type { DecisionStore, HistoryDatabase, HistoryTransaction, WholeTransaction } from './schema.js';

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
export function writeTo<const R extends readonly Promise<unknown>[]>(
  database: HistoryDatabase,
  issue: (transaction: HistoryTransaction<'readwrite'>) => R,
): Promise<Results<R>> {
  return commit(database.transaction(['events', 'meta'], 'readwrite'), issue);
}

/** Writes to every store in one transaction, as `writeTo`. Transactions of every other kind wait for it. */
export function writeToAll<const R extends readonly Promise<unknown>[]>(
  database: HistoryDatabase,
  issue: (transaction: WholeTransaction) => R,
): Promise<Results<R>> {
  return commit(database.transaction(['events', 'meta', 'decisions'], 'readwrite'), issue);
}

type Results<R extends readonly Promise<unknown>[]> = { -readonly [I in keyof R]: Awaited<R[I]> };

async function commit<
  Transaction extends Pick<HistoryTransaction<'readwrite'>, 'commit' | 'done' | 'error'>,
  const R extends readonly Promise<unknown>[],
>(transaction: Transaction, issue: (transaction: Transaction) => R): Promise<Results<R>> {
  const requests = issue(transaction);
  transaction.commit();
  try {
    const [results] = await Promise.all([Promise.all(requests), transaction.done]);
    return results;
  } catch (cause) {
    throw transaction.error ?? cause;
  }
}

/**
 * Reads and writes the decisions in one transaction. Resolves when it is complete.
 *
 * @param work may issue requests in the callbacks of its own. Between them, the transaction must have a request
 */
export async function updateDecisions<T>(
  database: HistoryDatabase,
  work: (decisions: DecisionStore) => Promise<T>,
): Promise<T> {
  const transaction = database.transaction(['decisions'], 'readwrite');
  // The request that failed rejects too.
  transaction.done.catch(() => undefined);
  const [result] = await Promise.all([work(transaction.objectStore('decisions')), transaction.done]);
  return result;
}
