import { webCrypto } from './webCrypto.js';

/** @throws AisleError `insecure-context` */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const digest = await webCrypto('SHA-256 needs').digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
