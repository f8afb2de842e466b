/** 2^130 - 5 */
const PRIME = (1n << 130n) - 5n;
/** Bits of `r` that must be 0 (RFC 8439, section 2.5). */
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;
const MASK = (1n << 128n) - 1n;

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return value;
}

/**
 * Poly1305 (RFC 8439, section 2.5): the tag of one message under a key that is used once. At once, which WebCrypto's
 * authentication is not: an event that is tracked while the page is being left has no time for a promise.
 *
 * @param key 32 bytes
 * @returns 16 bytes
 */
export function poly1305(message: Uint8Array, key: Uint8Array): Uint8Array {
  const r = littleEndian(key.subarray(0, 16)) & CLAMP;
  let sum = 0n;
  for (let i = 0; i < message.length; i += 16) {
    const block = message.subarray(i, i + 16);
    sum = ((sum + littleEndian(block) + (1n << BigInt(8 * block.length))) * r) % PRIME;
  }
  sum = (sum + littleEndian(key.subarray(16, 32))) & MASK;
  return Uint8Array.from({ length: 16 }, (_, i) => Number((sum >> BigInt(8 * i)) & 255n));
}
