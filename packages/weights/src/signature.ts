import { webCrypto } from './webCrypto.js';

/** Lengths in bytes (RFC 8032). */
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** @returns undefined for what is no base64url of `length` bytes */
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
 * Whether an Ed25519 signature (RFC 8032) of `message` was made with the key: by WebCrypto, or by a library of 5 kB that
 * is fetched where the browser does not know the algorithm.
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
  // Strict, as browsers verify.
  return verifyAsync(signatureBytes, message, keyBytes, { zip215: false });
}
