import { hkdfSync } from 'node:crypto';

/**
 * The key that encrypts a customer's history, for `encryption({ key })`. Send it only to a customer who is logged in,
 * with `Cache-Control: no-store`, so that the browser does not write it to the disk.
 *
 * @param secret of the server, at least 32 random bytes. If it changes, stored histories can no longer be read.
 * @returns 32 bytes in base64
 */
export function sessionKey(secret: Uint8Array, customerId: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', `aisle history of ${customerId}`, 32)).toString('base64');
}
