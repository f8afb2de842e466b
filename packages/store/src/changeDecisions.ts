import { mapList } from '@aisle/core';
import { type DecisionChange, type DecisionRow, isExpired, validDecisions } from './decisionRows.js';
import type { HistoryDatabase } from './schema.js';

/**
 * Reads all decisions and writes one, in one transaction. Transactions of other tabs wait for it
 * (https://w3c.github.io/IndexedDB/#transaction-scheduling). So of two tabs that see the last place of a cap, one gets it.
 *
 * @param change called once, synchronously
 */
export async function changeDecisions<T>(
  database: HistoryDatabase,
  nowMs: number,
  maxAgeMs: number,
  change: (rows: readonly DecisionRow[]) => DecisionChange<T>,
): Promise<T> {
  const transaction = database.transaction(['decisions'], 'readwrite');
  // The request that failed rejects too.
  transaction.done.catch(() => undefined);
  const decisions = transaction.objectStore('decisions');
  // The write begins in the callback of the read. Before it, the transaction cannot end.
  const written = decisions.getAll().then((found) => {
    const rows = validDecisions(found);
    const expired = rows.filter((row) => isExpired(row, nowMs, maxAgeMs));
    const { put, remove, result } = change(rows.filter((row) => !expired.includes(row)));
    return Promise.all([
      ...mapList(expired, ({ decisionId }) => decisions.delete(decisionId)),
      put && decisions.put(put, put.decisionId),
      remove !== undefined && decisions.delete(remove),
    ]).then(() => result);
  });
  const [result] = await Promise.all([written, transaction.done]);
  return result;
}

export async function clearDecisions(database: HistoryDatabase): Promise<void> {
  const transaction = database.transaction(['decisions'], 'readwrite');
  await Promise.all([transaction.objectStore('decisions').clear(), transaction.done]);
}
