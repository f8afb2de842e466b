import type { EnvelopeVersion } from './envelope.js';

/** Encrypts rows. `createRowCipher` creates one. `decryptRows` decrypts without it. */
export interface RowCipher {
  /**
   * Creates a data key and wraps it.
   *
   * @param wrappingKey for AES-KW
   * @param historyId of the history that the rows will belong to
   * @param version says who has the wrapping key: the browser, or the shop
   */
  prepare(wrappingKey: CryptoKey, historyId: string, version?: EnvelopeVersion): Promise<PreparedRowCipher>;
}

export interface PreparedRowCipher {
  /**
   * Encrypts synchronously: A page at `pagehide` cannot await a promise.
   *
   * @returns an envelope (`envelope.ts`)
   * @throws DOMException `InvalidStateError` if the data key is used up and the next one is not ready
   */
  encrypt(plaintext: Uint8Array): Uint8Array<ArrayBuffer>;
}
