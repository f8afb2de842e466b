import { mapList } from '@aisle/core';
import type { DecisionTransaction, DecisionUpdate } from './changeDecisions.js';
import { isExpired, validDecisions } from './decisionRows.js';
import { type EncryptedRow, isEncrypted, randomId } from './schema.js';

/** Encrypts and decrypts the decisions of one history. */
export interface DecisionCipher {
  encrypt(text: string): Uint8Array<ArrayBuffer>;
  /** In the order of the rows. Undefined for a row that cannot be decrypted. */
  decrypt(rows: readonly EncryptedRow[]): Promise<readonly unknown[]>;
}

/**
 * As `changeDecisions`, of encrypted rows, which have random keys. WebCrypto decrypts asynchronously, and a transaction does
 * not wait for it. So rows that are not known yet are decrypted between two transactions, until one finds no such row.
 *
 * @throws DOMException `DataError` if a row cannot be decrypted: it may be what the shopper has muted
 */
export async function changeEncryptedDecisions<T>(
  transact: DecisionTransaction,
  { decrypt, encrypt }: DecisionCipher,
  { nowMs, maxAgeMs, change }: DecisionUpdate<T>,
): Promise<T> {
  const known = new Map<string, unknown>();
  for (;;) {
    const outcome = await transact(async (decisions) => {
      const [keys, stored] = await Promise.all([decisions.getAllKeys(), decisions.getAll()]);
      const unread = stored.filter((row) => isEncrypted(row)).filter((row) => !known.has(nameOf(row)));
      if (unread.length > 0) return { unread };
      const rows = stored.map((row) => (isEncrypted(row) ? known.get(nameOf(row)) : row));
      if (rows.some((row, i) => row === undefined && (stored[i] as EncryptedRow).timestampMs >= nowMs - maxAgeMs))
        throw new DOMException('a decision cannot be decrypted', 'DataError');
      const current = validDecisions(rows).filter((row) => !isExpired(row, nowMs, maxAgeMs));
      const { put, remove, result } = change(current);
      const kept = new Set<unknown>(
        current.filter(({ decisionId }) => decisionId !== put?.decisionId && decisionId !== remove),
      );
      await Promise.all([
        ...mapList(keys, (key, i) => !kept.has(rows[i]) && decisions.delete(key)),
        put && decisions.put({ timestampMs: put.timestampMs, encrypted: encrypt(JSON.stringify(put)) }, randomId()),
      ]);
      return { result };
    });
    if (!outcome.unread) return outcome.result as T;
    const decrypted = await decrypt(outcome.unread);
    outcome.unread.forEach((row, i) => known.set(nameOf(row), decrypted[i]));
  }
}

const nameOf = ({ encrypted }: EncryptedRow) => encrypted.join();
