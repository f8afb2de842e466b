import { mapList } from '@aisle/core';
import { type DecisionChange, type DecisionRow, isExpired, validDecisions } from './decisionRows.js';
import type { HistoryDatabase } from './schema.js';
import { updateDecisions } from './transaction.js';

/**
 * Reads all decisions and writes one, in one transaction. Transactions of other tabs wait for it
 * (https://w3c.github.io/IndexedDB/#transaction-scheduling). So of two tabs that see the last place of a cap, one gets it.
 *
 * @param change called once, synchronously
 */
export function changeDecisions<T>(
  database: HistoryDatabase,
  nowMs: number,
  maxAgeMs: number,
  change: (rows: readonly DecisionRow[]) => DecisionChange<T>,
): Promise<T> {
  return updateDecisions(database, async (decisions) => {
    const rows = validDecisions(await decisions.getAll());
    const expired = rows.filter((row) => isExpired(row, nowMs, maxAgeMs));
    const { put, remove, result } = change(rows.filter((row) => !expired.includes(row)));
    await Promise.all([
      ...mapList(expired, ({ decisionId }) => decisions.delete(decisionId)),
      put && decisions.put(put, put.decisionId),
      remove !== undefined && decisions.delete(remove),
    ]);
    return result;
  });
}
