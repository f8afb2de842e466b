/** Encrypts rows. `createRowCipher` makes one; decryption needs none of it. */
export interface RowCipher {
  /**
   * Makes a data key and wraps it.
   *
   * @param wrappingKey for AES-KW. This interface does not ask who keeps it: the browser today, later perhaps the shop.
   * @param historyId of the history that the rows will belong to
   */
  prepare(wrappingKey: CryptoKey, historyId: string): Promise<PreparedRowCipher>;
}

export interface PreparedRowCipher {
  /**
   * Encrypts without waiting, because a page that is being left has no time for a promise.
   *
   * @returns an envelope (`envelope.ts`)
   * @throws DOMException `InvalidStateError` where the data key is used up and the next one is not ready
   */
  encrypt(plaintext: Uint8Array): Uint8Array<ArrayBuffer>;
}
