import { attempt } from './attempt.js';
import { decryptRows } from './decryptRows.js';
import type { DecodeRows } from './rowFormat.js';
import { isEncrypted } from './schema.js';
import { findWrappingKey } from './wrappingKey.js';

/**
 * Decrypts encrypted rows. Returns plain rows unchanged.
 *
 * @param sessionKey the shop's key for this session. Without it, rows that it wraps cannot be read.
 */
export const encryptedRowsDecoder =
  (sessionKey?: CryptoKey | Promise<CryptoKey>): DecodeRows =>
  async (rows, keys, historyId) => {
    const encrypted = rows.filter(isEncrypted).map((row) => row.encrypted);
    let decrypted: readonly (ArrayBuffer | undefined)[] = [];
    if (encrypted.length > 0) {
      const shopKey = await Promise.resolve(sessionKey).catch(() => undefined);
      decrypted = await decryptRows(encrypted, await findWrappingKey(keys), historyId, shopKey);
    }
    const remaining = decrypted.values();
    const decoder = new TextDecoder();
    const decode = (json: ArrayBuffer | undefined) => attempt((): unknown => JSON.parse(decoder.decode(json)));
    return rows.map((row) => (isEncrypted(row) ? decode(remaining.next().value) : row));
  };
