import { encryptedRows } from '@aisle/store/encryption';
import type { Plugin } from '../plugin.js';

/**
 * Encrypts stored events by AES-256-GCM, under a key whose bytes the browser does not reveal. Add it on every page,
 * before the first event: earlier events stay unencrypted until the retention deletes them. A page without https lacks
 * WebCrypto, so its history stays in memory.
 */
export function encryption(): Plugin {
  return {
    name: 'encryption',
    start({ encryptWith }) {
      encryptWith(encryptedRows());
      return () => {};
    },
  };
}
