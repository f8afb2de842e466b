import { encryptedRows, type SessionKey } from '@aisle/store/encryption';
import type { Plugin } from '../plugin.js';

/**
 * Encrypts stored events by AES-256-GCM. Add it on every page, before consent is granted: earlier events stay
 * unencrypted until the retention deletes them. A page without https lacks WebCrypto, so its history stays in memory.
 *
 * @param options.key the shop's key for this session, at most 10 s later: 32 bytes, or a CryptoKey for AES-KW. The shop's
 *   server derives it from the login, or a passkey by its PRF extension. It is held in memory only, so what remains on
 *   the disk cannot be read without it. Default: a key that scripts cannot export, but that the browser writes to the
 *   disk beside the rows.
 */
export function encryption({ key }: { readonly key?: SessionKey } = {}): Plugin {
  const rows = encryptedRows(key);
  return {
    name: 'encryption',
    start({ encryptWith }) {
      encryptWith(rows);
      return () => {};
    },
  };
}
