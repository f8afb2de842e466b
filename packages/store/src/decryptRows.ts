import { additionalData, type Envelope, readEnvelope, SESSION_KEY } from './envelope.js';

/**
 * Decrypts rows by WebCrypto, in a window or a worker. The rows of one page share a data key, which is unwrapped once.
 *
 * @param sessionKey the shop's key, for rows that it wraps
 * @returns the plaintexts, in the order of the rows. Undefined for a row that was altered, belongs to another history,
 *   or was encrypted under another wrapping key.
 */
export function decryptRows(
  rows: readonly Uint8Array<ArrayBuffer>[],
  wrappingKey: CryptoKey | undefined,
  historyId: string,
  sessionKey?: CryptoKey,
): Promise<(ArrayBuffer | undefined)[]> {
  const dataKeys = new Map<string, Promise<CryptoKey>>();
  const unwrap = async ({ version, wrappedKey }: Envelope): Promise<CryptoKey> => {
    const name = `${version} ${wrappedKey.join()}`;
    const known = dataKeys.get(name);
    if (known) return known;
    const key = version === SESSION_KEY ? sessionKey : wrappingKey;
    if (!key) throw new DOMException('the wrapping key is missing', 'InvalidAccessError');
    const dataKey = crypto.subtle.unwrapKey('raw', wrappedKey, key, 'AES-KW', 'AES-GCM', false, ['decrypt']);
    dataKeys.set(name, dataKey);
    return dataKey;
  };
  const decrypt = async (row: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer | undefined> => {
    const envelope = readEnvelope(row);
    if (!envelope) return undefined;
    const { version, nonce, ciphertext } = envelope;
    try {
      const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: additionalData(historyId, version) };
      return await crypto.subtle.decrypt(algorithm, await unwrap(envelope), ciphertext);
    } catch {
      return undefined;
    }
  };
  return Promise.all(rows.map(decrypt));
}
