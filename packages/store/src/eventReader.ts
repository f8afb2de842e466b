import { Connection } from './connection.js';
import { browserOpener, type DatabaseOpener } from './databaseFactory.js';
import { decodeEncryptedRows } from './decodeEncryptedRows.js';
import { existingDatabases } from './existingDatabases.js';
import type { StoredEvents } from './historyStore.js';
import { NoDatabaseError } from './noDatabaseError.js';
import { readHistory } from './readHistory.js';
import { databaseName } from './schema.js';

export interface EventReaderOptions {
  readonly factory?: DatabaseOpener;
}

/** Reads what an `EventStore` stores, encrypted or not. Where there is no database, none is created. */
export class EventReader {
  readonly #connection: Connection;

  constructor(namespace: string, { factory = browserOpener }: EventReaderOptions = {}) {
    this.#connection = new Connection(databaseName(namespace), existingDatabases(factory));
  }

  /**
   * Events after `afterSeq`, at most the latest `limit` of them, and where the history ends.
   *
   * @returns undefined where there is no history
   * @throws AisleError `storage-failed` where the browser refuses storage
   */
  async readSince(afterSeq: number, limit?: number): Promise<StoredEvents | undefined> {
    try {
      return await this.#connection.run('read the history', (database) =>
        readHistory(database, decodeEncryptedRows, afterSeq, limit),
      );
    } catch (cause) {
      if (cause instanceof NoDatabaseError) return undefined;
      throw cause;
    }
  }

  /**
   * Resolves when an open under way has ended and its connection is closed. The next `readSince` opens a new one.
   *
   * A worker waits for this before it ends: WebKit never answers an open whose worker is gone, and every later open or
   * delete of the database waits behind it. Another tab may block an open for any time, so callers set a deadline.
   */
  close(): Promise<void> {
    return this.#connection.close();
  }
}
