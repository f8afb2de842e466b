import { webCrypto } from './webCrypto.js';

/** Lengths in bytes (RFC 8032). */
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** @returns undefined for text that is not base64url of `length` bytes */
function fromBase64Url(text: string, length: number): Uint8Array<ArrayBuffer> | undefined {
  try {
    if (!/^[\w-]+$/.test(text)) return undefined;
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
    return bytes.length === length ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the key made this Ed25519 signature of `message` (RFC 8032: https://www.rfc-editor.org/rfc/rfc8032). Browsers
 * without Ed25519 in WebCrypto, such as Chrome before 137, fetch a library of 5 kB. It can go when `importKey` no longer
 * rejects in any supported browser.
 *
 * @param publicKey base64url, 32 bytes
 * @param signature base64url, 64 bytes
 * @throws AisleError `insecure-context`
 */
export async function verifySignature(
  publicKey: string,
  signature: string,
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const [keyBytes, signatureBytes] = [
    fromBase64Url(publicKey, PUBLIC_KEY_BYTES),
    fromBase64Url(signature, SIGNATURE_BYTES),
  ];
  if (!keyBytes || !signatureBytes) return false;
  const subtle = webCrypto('Signatures need');
  const key = await subtle.importKey('raw', keyBytes, 'Ed25519', false, ['verify']).catch(() => undefined);
  if (key) return subtle.verify('Ed25519', key, signatureBytes, message);
  const { verifyAsync } = await import('@noble/ed25519');
  // Strict verification per RFC 8032, as in WebCrypto (https://wicg.github.io/webcrypto-secure-curves/#ed25519).
  return verifyAsync(signatureBytes, message, keyBytes, { zip215: false });
}
