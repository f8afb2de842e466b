import { mapList } from '@aisle/core';
import { type DecisionChange, type DecisionRow, isExpired, validDecisions } from './decisionRows.js';
import { isEncrypted } from './schema.js';

/** The object store of decisions, in one transaction. Types of libraries would become types of the published packages. */
export interface DecisionTable {
  getAll(): Promise<readonly unknown[]>;
  getAllKeys(): Promise<readonly unknown[]>;
  put(row: object, key: string): Promise<unknown>;
  delete(key: unknown): Promise<unknown>;
}

/** Reads and writes in one transaction. Between requests, `work` waits for nothing else. */
export type DecisionTransaction = <T>(work: (decisions: DecisionTable) => Promise<T>) => Promise<T>;

/** A change of the stored decisions, and what it needs to know to delete those that are too old. */
export interface DecisionUpdate<T> {
  readonly nowMs: number;
  readonly maxAgeMs: number;
  /** Called once, synchronously. */
  readonly change: (rows: readonly DecisionRow[]) => DecisionChange<T>;
}

/**
 * Reads all decisions and writes one, in one transaction. Transactions of other tabs wait for it
 * (https://w3c.github.io/IndexedDB/#transaction-scheduling). So of two tabs that see the last place of a cap, one gets it.
 *
 * @throws DOMException `DataError` if there are encrypted decisions: without them, no cap would hold
 */
export function changeDecisions<T>(
  transact: DecisionTransaction,
  { nowMs, maxAgeMs, change }: DecisionUpdate<T>,
): Promise<T> {
  return transact(async (decisions) => {
    const stored = await decisions.getAll();
    if (stored.some(isEncrypted)) throw new DOMException('decisions are encrypted', 'DataError');
    const rows = validDecisions(stored);
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
