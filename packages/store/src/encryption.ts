import { createRowCipher } from './createRowCipher.js';
import { EncryptedRows } from './encryptedRows.js';
import type { RowFormat } from './rowFormat.js';

/** A row format that encrypts by AES-256-GCM: the argument of `EventStore.encryptWith`, for one page. */
export const encryptedRows = (): RowFormat => new EncryptedRows(createRowCipher());
