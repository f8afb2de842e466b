/**
 * An encrypted event, in a row or in a journal entry. The tag adds 16 bytes to the ciphertext.
 *
 *     version (1) | wrapped data key (40) | nonce (12) | ciphertext and tag
 *
 * Version 1 is AES-256-GCM under the data key. AES-KW wraps the data key under the wrapping key in `meta.wrappingKey`
 * (RFC 3394, https://www.rfc-editor.org/rfc/rfc3394). Another source of the wrapping key, for example the shop, will
 * have another version. Each row contains its wrapped key, so that no row depends on another one.
 */
export interface Envelope {
  readonly wrappedKey: Uint8Array<ArrayBuffer>;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
}

export const NONCE_BYTES = 12;
const VERSION = 1;
const WRAPPED_KEY_BYTES = 40;
const NONCE_OFFSET = 1 + WRAPPED_KEY_BYTES;
const CIPHERTEXT_OFFSET = NONCE_OFFSET + NONCE_BYTES;

export function writeEnvelope(
  wrappedKey: Uint8Array,
  nonce: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CIPHERTEXT_OFFSET + ciphertext.length);
  bytes[0] = VERSION;
  bytes.set(wrappedKey, 1);
  bytes.set(nonce, NONCE_OFFSET);
  bytes.set(ciphertext, CIPHERTEXT_OFFSET);
  return bytes;
}

/** @returns undefined for another version, or for bytes that are too short for a nonce */
export function readEnvelope(bytes: Uint8Array<ArrayBuffer>): Envelope | undefined {
  if (bytes[0] !== VERSION || bytes.length < CIPHERTEXT_OFFSET) return undefined;
  return {
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
export function additionalData(historyId: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`aisle-row-${VERSION} ${historyId}`);
}
