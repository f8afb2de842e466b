/**
 * An encrypted event, in a row or in a journal entry:
 *
 *     version (1 byte) | wrapped data key (40) | nonce (12) | ciphertext and tag (16 longer than the plaintext)
 *
 * - Version 1: AES-256-GCM under the data key, which is wrapped by AES-KW (RFC 3394) under the wrapping key that the
 *   browser keeps in `meta.wrappingKey`. Data keys under another wrapping key, for instance one that the shop passes,
 *   will have another version.
 * - Each row carries its wrapped key, so that no row depends on another one.
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

/** undefined for another version, or for what is too short for a nonce */
export function readEnvelope(bytes: Uint8Array<ArrayBuffer>): Envelope | undefined {
  if (bytes[0] !== VERSION || bytes.length < CIPHERTEXT_OFFSET) return undefined;
  return {
    wrappedKey: bytes.subarray(1, NONCE_OFFSET),
    nonce: bytes.subarray(NONCE_OFFSET, CIPHERTEXT_OFFSET),
    ciphertext: bytes.subarray(CIPHERTEXT_OFFSET),
  };
}

/**
 * What GCM authenticates with a row besides its ciphertext: the history that it belongs to. A row that was copied from
 * another history, from before an erase for instance, does not decrypt, also where both have the same wrapping key. The
 * sequence number is not bound: the database gives it when the row is already encrypted.
 */
export function additionalData(historyId: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`aisle-row-${VERSION} ${historyId}`);
}
