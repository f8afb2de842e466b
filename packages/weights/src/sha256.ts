import { AisleError } from '@aisle/core';

/** @throws AisleError `insecure-context` */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  if (!globalThis.crypto?.subtle) {
    throw new AisleError(
      'insecure-context',
      'SHA-256 needs a secure context: serve the page over https, or from localhost.',
    );
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
