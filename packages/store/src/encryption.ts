import { createRowCipher } from './createRowCipher.js';
import { EncryptedRows } from './encryptedRows.js';
import type { RowFormat } from './rowFormat.js';
import { importSessionKey, type SessionKey } from './sessionKey.js';

export type { SessionKey } from './sessionKey.js';

/**
 * A row format that encrypts by AES-256-GCM: the argument of `EventStore.encryptWith`, for one page.
 *
 * @param key the shop's key for this session. Default: a key that the browser stores beside the rows.
 */
export const encryptedRows = (key?: SessionKey): RowFormat =>
  new EncryptedRows(createRowCipher(), key === undefined ? undefined : importSessionKey(key));
