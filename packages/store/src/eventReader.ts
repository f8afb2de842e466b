import { Connection, resultOf } from './connection.js';
import type { StoredEvents } from './historyStore.js';
import { readSince } from './reading.js';
import { databaseName, upgrade } from './schema.js';
import type { Sealing } from './sealing.js';

/** Reads what an `EventStore` stores, and leaves no trace: where there is no database, none is made. */
export class EventReader {
  readonly #connection: Connection;
  #absent = false;
  readonly #sealing: Sealing;

  /** @param sealing reads what `EventStore.sealWith` had sealed */
  constructor(
    namespace: string,
    sealing: Sealing,
  ) {
    this.#sealing = sealing;
    this.#connection = new Connection(databaseName(namespace), (transaction, oldVersion) => {
      if (oldVersion > 0) return upgrade(transaction, oldVersion);
      this.#absent = true;
      transaction.abort();
    });
  }

  /**
   * Events after `afterSeq`, at most the latest `limit` of them, and the place they end at.
   *
   * @returns undefined where there is no history
   * @throws AisleError `storage-failed` where the browser refuses storage
   */
  async readSince(afterSeq: number, limit?: number): Promise<StoredEvents | undefined> {
    this.#absent = false;
    try {
      return await this.#connection.run('read the history', (database) => {
        const unseal = async (sealed: readonly Uint8Array[]) => {
          const key = await resultOf<CryptoKey | undefined>(database.transaction('meta').objectStore('meta').get('key'));
          return key ? this.#sealing.unseal(sealed, key) : [];
        };
        return readSince(database, unseal, afterSeq, limit);
      });
    } catch (cause) {
      if (this.#absent) return undefined;
      throw cause;
    }
  }

  /** The next call opens a new connection. */
  close(): Promise<void> {
    return this.#connection.close();
  }
}
