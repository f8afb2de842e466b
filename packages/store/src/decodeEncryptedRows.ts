import { parseEvent } from '@aisle/core';
import { attempt } from './attempt.js';
import { decryptRows } from './decryptRows.js';
import type { DecodeRows } from './rowFormat.js';
import { isEncrypted } from './schema.js';
import { findWrappingKey } from './wrappingKey.js';

/** Decodes encrypted rows, and plain ones beside them. */
export const decodeEncryptedRows: DecodeRows = async (rows, database, historyId) => {
  const encrypted = rows.filter(isEncrypted).map((row) => row.encrypted);
  const wrappingKey = encrypted.length > 0 ? await findWrappingKey(database) : undefined;
  const decrypted = (wrappingKey ? await decryptRows(encrypted, wrappingKey, historyId) : []).values();
  const decoder = new TextDecoder();
  const decode = (row: unknown) =>
    parseEvent(isEncrypted(row) ? JSON.parse(decoder.decode(decrypted.next().value)) : row, 0);
  return rows.flatMap((row) => attempt(() => decode(row)) ?? []);
};
