import type { TrackedEvent } from '@aisle/core';
import { attempt } from './attempt.js';
import { decodeRows } from './decodeRows.js';
import type { PreparedRowCipher, RowCipher } from './rowCipher.js';
import type { EncryptedRow, HistoryDatabase, Row } from './schema.js';
import { findOrCreateWrappingKey } from './wrappingKey.js';

export interface EncodedEvent {
  readonly row: Row;
  /** What the row takes: its JSON, or the encrypted bytes. */
  readonly bytes: number;
}

/** Turns events into rows and journal entries: as they are, or encrypted once a cipher is set. */
export class RowEncryption {
  #cipher: RowCipher | undefined;
  #preparing: Promise<void> | undefined;
  #prepared: PreparedRowCipher | undefined;

  /** Nothing can be encoded from now on before the next `prepare`. */
  use(cipher: RowCipher): void {
    this.#cipher = cipher;
  }

  /** Whether an event can be encoded now. */
  get isReady(): boolean {
    return !this.#cipher || this.#prepared !== undefined;
  }

  /** Makes a data key for this history, so that the next event can be encrypted at once. */
  prepare(database: HistoryDatabase, historyId: string): Promise<void> {
    const cipher = this.#cipher;
    if (!cipher || this.#preparing) return this.#preparing ?? Promise.resolve();
    const preparing = findOrCreateWrappingKey(database)
      .then((wrappingKey) => cipher.prepare(wrappingKey, historyId))
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

  /** The connection is gone, and perhaps the history with its wrapping key. */
  forget(): void {
    this.#preparing = undefined;
    this.#prepared = undefined;
  }

  /** @throws DOMException `InvalidStateError` where a cipher is set and not prepared, or used up */
  encode(event: TrackedEvent): EncodedEvent {
    const json = JSON.stringify(event);
    if (!this.#cipher) return { row: event, bytes: json.length };
    const encrypted = this.#encrypt(json);
    return { row: { timestampMs: event.timestampMs, encrypted }, bytes: encrypted.length };
  }

  /** The event for a journal: its JSON, or its encrypted bytes in base64. @returns undefined where no key is ready */
  pack(event: TrackedEvent): string | undefined {
    const json = JSON.stringify(event);
    if (!this.#cipher) return json;
    return attempt(() => toBase64(this.#encrypt(json)));
  }

  /** The events of what `pack` returned. Texts that cannot be read are left out. */
  unpack(packed: readonly string[], database: HistoryDatabase, historyId: string): Promise<TrackedEvent[]> {
    const rows = packed.map((text) =>
      attempt((): unknown => (text.startsWith('{') ? JSON.parse(text) : fromBase64(text))),
    );
    return decodeRows(rows, database, historyId);
  }

  #encrypt(json: string): Uint8Array<ArrayBuffer> {
    // Named as of a connection that is gone, so that a fresh one is opened, and prepared.
    if (!this.#prepared) throw new DOMException('there is no key to encrypt with', 'InvalidStateError');
    return this.#prepared.encrypt(new TextEncoder().encode(json));
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
