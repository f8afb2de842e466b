import { eventToJson, type TrackedEvent } from '@aisle/core';
import { attempt } from './attempt.js';
import type { DecisionTransaction, DecisionUpdate } from './changeDecisions.js';
import { encryptedRowsDecoder } from './decodeEncryptedRows.js';
import { changeEncryptedDecisions } from './encryptedDecisions.js';
import { BROWSER_KEY, SESSION_KEY } from './envelope.js';
import type { KeyReader, KeyStore } from './keyStore.js';
import { plainRows } from './plainRows.js';
import type { PreparedRowCipher, RowCipher } from './rowCipher.js';
import type { DecodeRows, EncodedEvent, RowFormat } from './rowFormat.js';
import type { EncryptedRow } from './schema.js';
import { findOrCreateWrappingKey } from './wrappingKey.js';

/** Encrypts the rows, decisions and journal entries of one page. Also reads plain ones. */
export class EncryptedRows implements RowFormat {
  readonly decode: DecodeRows;
  readonly sessionKey: Promise<CryptoKey> | undefined;
  readonly #cipher: RowCipher;
  #preparing: Promise<void> | undefined;
  #prepared: PreparedRowCipher | undefined;
  #historyId = '';

  /** @param sessionKey the shop's key, which wraps the data keys in place of a key that the browser stores */
  constructor(cipher: RowCipher, sessionKey?: Promise<CryptoKey>) {
    this.#cipher = cipher;
    this.sessionKey = sessionKey;
    this.decode = encryptedRowsDecoder(sessionKey);
  }

  get isReady(): boolean {
    return this.#prepared !== undefined;
  }

  /** Creates a data key for this history. */
  prepare(keys: KeyStore, historyId: string): Promise<void> {
    if (this.#preparing) return this.#preparing;
    const { sessionKey } = this;
    this.#historyId = historyId;
    const preparing = (sessionKey ?? findOrCreateWrappingKey(keys))
      .then((key) => this.#cipher.prepare(key, historyId, sessionKey ? SESSION_KEY : BROWSER_KEY))
      .then(
        (prepared) => {
          if (this.#preparing === preparing) this.#prepared = prepared;
        },
        (cause: unknown) => {
          if (this.#preparing === preparing) this.#preparing = undefined;
          throw cause;
        },
      );
    return (this.#preparing = preparing);
  }

  forget(): void {
    this.#preparing = undefined;
    this.#prepared = undefined;
  }

  /** @throws DOMException `InvalidStateError` if no data key is ready, or the key is used up */
  encode(event: TrackedEvent): EncodedEvent {
    const encrypted = this.#encrypt(eventToJson(event));
    return { row: { timestampMs: event.timestampMs, encrypted }, bytes: encrypted.length };
  }

  /** The encrypted bytes in base64. */
  pack(event: TrackedEvent): string | undefined {
    return attempt(() => toBase64(this.#encrypt(eventToJson(event))));
  }

  unpack(packed: string): unknown {
    return packed[0] === '{' ? plainRows.unpack(packed) : fromBase64(packed);
  }

  changeDecisions<T>(transact: DecisionTransaction, update: DecisionUpdate<T>, keys: KeyReader): Promise<T> {
    const cipher = {
      encrypt: (text: string) => this.#encrypt(text),
      decrypt: (rows: readonly EncryptedRow[]) => this.decode(rows, keys, this.#historyId),
    };
    return changeEncryptedDecisions(transact, cipher, update);
  }

  #encrypt(text: string): Uint8Array<ArrayBuffer> {
    // `Connection` treats this error as a lost connection: it opens a new one, and `prepare` runs again.
    if (!this.#prepared) throw new DOMException('no data key is ready', 'InvalidStateError');
    return this.#prepared.encrypt(new TextEncoder().encode(text));
  }
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function fromBase64(text: string): Pick<EncryptedRow, 'encrypted'> {
  const binary = atob(text);
  const encrypted = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) encrypted[i] = binary.charCodeAt(i);
  return { encrypted };
}
