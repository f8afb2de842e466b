import { encryptedRows } from '@aisle/store/encryption';
import type { Plugin } from '../plugin.js';

/**
 * Encrypts events at rest by AES-256-GCM, under a key whose bytes the browser does not give out. Add it before the first
 * event, on every page: what was stored before stays as it is until the retention deletes it. A page without https has no
 * WebCrypto, so its history is kept in memory.
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
