/** Encrypts rows. `createRowCipher` creates one. `decryptRows` decrypts without it. */
export interface RowCipher {
  /**
   * Creates a data key and wraps it.
   *
   * @param wrappingKey for AES-KW, stored by the browser. Another owner, for example the shop, needs no other
   *   interface.
   * @param historyId of the history that the rows will belong to
   */
  prepare(wrappingKey: CryptoKey, historyId: string): Promise<PreparedRowCipher>;
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
