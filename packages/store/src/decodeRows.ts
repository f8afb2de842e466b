import { parseEvent, type TrackedEvent } from '@aisle/core';
import { attempt } from './attempt.js';
import { decryptRows } from './decryptRows.js';
import { isEncrypted, type HistoryDatabase } from './schema.js';
import { findWrappingKey } from './wrappingKey.js';

/**
 * The events of rows, in their order. Rows that cannot be read are left out: what a foreign script wrote, and what was
 * encrypted under another key.
 *
 * @param historyId of the history that the rows belong to
 */
export async function decodeRows(
  rows: readonly unknown[],
  database: HistoryDatabase,
  historyId: string,
): Promise<TrackedEvent[]> {
  const encrypted = rows.filter(isEncrypted).map((row) => row.encrypted);
  const wrappingKey = encrypted.length > 0 ? await findWrappingKey(database) : undefined;
  const decrypted = (wrappingKey ? await decryptRows(encrypted, wrappingKey, historyId) : []).values();
  const decoder = new TextDecoder();
  const decode = (row: unknown) =>
    parseEvent(isEncrypted(row) ? JSON.parse(decoder.decode(decrypted.next().value)) : row, 0);
  return rows.flatMap((row) => attempt(() => decode(row)) ?? []);
}
