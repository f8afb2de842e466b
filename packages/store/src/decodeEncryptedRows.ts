import { attempt } from './attempt.js';
import { decryptRows } from './decryptRows.js';
import type { DecodeRows } from './rowFormat.js';
import { isEncrypted } from './schema.js';
import { findWrappingKey } from './wrappingKey.js';

/** Decrypts encrypted rows. Returns plain rows unchanged. */
export const decodeEncryptedRows: DecodeRows = async (rows, keys, historyId) => {
  const encrypted = rows.filter(isEncrypted).map((row) => row.encrypted);
  const wrappingKey = encrypted.length > 0 ? await findWrappingKey(keys) : undefined;
  const decrypted = (wrappingKey ? await decryptRows(encrypted, wrappingKey, historyId) : []).values();
  const decoder = new TextDecoder();
  const decode = (json: ArrayBuffer | undefined) => attempt((): unknown => JSON.parse(decoder.decode(json)));
  return rows.map((row) => (isEncrypted(row) ? decode(decrypted.next().value) : row));
};
