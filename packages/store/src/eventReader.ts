import { Connection } from './connection.js';
import { browserOpener, type DatabaseOpener } from './databaseFactory.js';
import { encryptedRowsDecoder } from './decodeEncryptedRows.js';
import { existingDatabases } from './existingDatabases.js';
import type { StoredEvents } from './historyStore.js';
import { NoDatabaseError } from './noDatabaseError.js';
import { readHistory } from './readHistory.js';
import type { DecodeRows } from './rowFormat.js';
import { databaseName } from './schema.js';

export interface EventReaderOptions {
  readonly factory?: DatabaseOpener;
  /** The shop's key for this session, if it encrypts the history. */
  readonly sessionKey?: CryptoKey | undefined;
}

/** Reads the events of an `EventStore`, encrypted or plain. Never creates a database. */
export class EventReader {
  readonly #connection: Connection;
  readonly #decode: DecodeRows;

  constructor(namespace: string, { factory = browserOpener, sessionKey }: EventReaderOptions = {}) {
    this.#decode = encryptedRowsDecoder(sessionKey);
    this.#connection = new Connection(databaseName(namespace), existingDatabases(factory));
  }

  /**
   * Events after `afterSeq`, at most the latest `limit`, with the latest cursor.
   *
   * @returns undefined without a history
   * @throws AisleError `storage-failed` if the browser refuses storage
   */
  async readSince(afterSeq: number, limit?: number): Promise<StoredEvents | undefined> {
    try {
      return await this.#connection.run('read the history', (database) =>
        readHistory(database, this.#decode, afterSeq, limit),
      );
    } catch (cause) {
      if (cause instanceof NoDatabaseError) return undefined;
      throw cause;
    }
  }

  /**
   * Resolves when the connection, or the one that is being opened, is closed. The next `readSince` opens a new one.
   *
   * A worker awaits this before it ends. In WebKitGTK 2.50, an open whose worker has ended blocks every later open and
   * delete of the database (`test/browsers/consent.test.ts` shows it; https://bugs.webkit.org/show_bug.cgi?id=324094 is
   * similar). Another tab can block an open for any time, so callers set a deadline.
   */
  close(): Promise<void> {
    return this.#connection.close();
  }
}
