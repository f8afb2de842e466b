import { additionalData, readEnvelope } from './envelope.js';

/**
 * Decrypts rows by WebCrypto, in a window or a worker. The rows of one page share a data key, which is unwrapped once.
 *
 * @returns the plaintexts, in the order of the rows. Undefined for a row that was altered, belongs to another history,
 *   or was encrypted under another wrapping key.
 */
export function decryptRows(
  rows: readonly Uint8Array<ArrayBuffer>[],
  wrappingKey: CryptoKey,
  historyId: string,
): Promise<(ArrayBuffer | undefined)[]> {
  const dataKeys = new Map<string, Promise<CryptoKey>>();
  const unwrap = (wrappedKey: Uint8Array<ArrayBuffer>): Promise<CryptoKey> => {
    const name = wrappedKey.join();
    const known = dataKeys.get(name);
    if (known) return known;
    const dataKey = crypto.subtle.unwrapKey('raw', wrappedKey, wrappingKey, 'AES-KW', 'AES-GCM', false, ['decrypt']);
    dataKeys.set(name, dataKey);
    return dataKey;
  };
  const decrypt = async (row: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer | undefined> => {
    const envelope = readEnvelope(row);
    if (!envelope) return undefined;
    const { wrappedKey, nonce, ciphertext } = envelope;
    try {
      const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: additionalData(historyId) };
      return await crypto.subtle.decrypt(algorithm, await unwrap(wrappedKey), ciphertext);
    } catch {
      return undefined;
    }
  };
  return Promise.all(rows.map(decrypt));
}
