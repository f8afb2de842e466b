/**
 * An encrypted event, in a row or in a journal entry. The tag adds 16 bytes to the ciphertext.
 *
 *     version (1) | wrapped data key (40) | nonce (12) | ciphertext and tag
 *
 * The ciphertext is AES-256-GCM under the data key. AES-KW wraps the data key (RFC 3394,
 * https://www.rfc-editor.org/rfc/rfc3394). The version says which key wraps it: 1 is `meta.wrappingKey`, which the
 * browser stores beside the rows, and 2 is the key that the shop passes for the session. Each row contains its wrapped
 * key, so that no row depends on another one.
 */
export interface Envelope {
  readonly version: EnvelopeVersion;
  readonly wrappedKey: Uint8Array<ArrayBuffer>;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
}

export const BROWSER_KEY = 1;
export const SESSION_KEY = 2;
export type EnvelopeVersion = typeof BROWSER_KEY | typeof SESSION_KEY;

export const NONCE_BYTES = 12;
const WRAPPED_KEY_BYTES = 40;
const NONCE_OFFSET = 1 + WRAPPED_KEY_BYTES;
const CIPHERTEXT_OFFSET = NONCE_OFFSET + NONCE_BYTES;

export function writeEnvelope(
  wrappedKey: Uint8Array,
  nonce: Uint8Array,
  ciphertext: Uint8Array,
  version: EnvelopeVersion,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CIPHERTEXT_OFFSET + ciphertext.length);
  bytes[0] = version;
  bytes.set(wrappedKey, 1);
  bytes.set(nonce, NONCE_OFFSET);
  bytes.set(ciphertext, CIPHERTEXT_OFFSET);
  return bytes;
}

/** @returns undefined for another version, or for bytes that are too short for a nonce */
export function readEnvelope(bytes: Uint8Array<ArrayBuffer>): Envelope | undefined {
  const [version] = bytes;
  if ((version !== BROWSER_KEY && version !== SESSION_KEY) || bytes.length < CIPHERTEXT_OFFSET) return undefined;
  return {
    version,
    wrappedKey: bytes.subarray(1, NONCE_OFFSET),
    nonce: bytes.subarray(NONCE_OFFSET, CIPHERTEXT_OFFSET),
    ciphertext: bytes.subarray(CIPHERTEXT_OFFSET),
  };
}

/**
 * The additional data that GCM authenticates with a row: the id of its history. A row that was copied from another
 * history, for example from before an erase, does not decrypt, even under the same wrapping key. The sequence number is
 * not included, because the database assigns it after the encryption.
 */
export function additionalData(historyId: string, version: EnvelopeVersion): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`aisle-row-${version} ${historyId}`);
}
