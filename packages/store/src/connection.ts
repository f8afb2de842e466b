import { AisleError, toAisleError } from '@aisle/core';
import { DATABASE_VERSION } from './schema.js';

/** How long an open waits for a delete or an upgrade that another tab blocks, one that shows a dialog for instance. */
const OPEN_WAIT_MS = 5000;

/** The browser's own words for a connection that is gone: closed under us, or lost with its server, as iOS does at times. */
const LOST = ['InvalidStateError', 'UnknownError'];

/** Tabs that erase at the same time take each other's fresh connections away. */
const MOST_ATTEMPTS = 4;

export const nameOf = (cause: unknown): string | undefined => (cause instanceof DOMException ? cause.name : undefined);

export function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
}

/** Resolves when the transaction is complete, which is later than its requests' success. */
export function completionOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException('the transaction was aborted', 'AbortError'));
  });
}

/** Opens the database at first use, and again after it was closed under it: erase or upgrade in another tab, eviction, a lost server. */
export class Connection {
  #opening: Promise<IDBDatabase> | undefined;
  /** What `opening` resolved with. */
  #current: IDBDatabase | undefined;
  readonly #onUpgrade: (transaction: IDBTransaction, oldVersion: number) => void;
  readonly #onForget: (() => void) | undefined;

  /**
   * @param onUpgrade in the transaction that makes the database, of `oldVersion` 0, or brings it up to date
   * @param onForget what was known of the database holds no longer
   */
  constructor(
    readonly name: string,
    onUpgrade: (transaction: IDBTransaction, oldVersion: number) => void,
    onForget?: () => void,
  ) {
    this.#onUpgrade = onUpgrade;
    this.#onForget = onForget;
  }

  #open(): Promise<IDBDatabase> {
    if (this.#opening) return this.#opening;
    // Of a later version, left by a newer SDK in another tab or before a rollback: opened as it is, since versions only add.
    const opened = this.#request(DATABASE_VERSION).catch((cause: unknown) => {
      if (nameOf(cause) !== 'VersionError') throw cause;
      return this.#request();
    });
    const opening = new Promise<IDBDatabase>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new AisleError('storage-failed', `IndexedDB did not open within ${OPEN_WAIT_MS} ms: another tab holds it.`));
        // Come too late, it would stand in the way of the next erase.
        opened.then((database) => database.close()).catch(() => undefined);
      }, OPEN_WAIT_MS);
      opened.then(resolve, reject).finally(() => clearTimeout(timer));
    });
    opening.then(
      (database) => {
        if (this.#opening === opening) this.#current = database;
      },
      () => {
        if (this.#opening === opening) this.#opening = undefined;
      },
    );
    return (this.#opening = opening);
  }

  async #request(version?: number): Promise<IDBDatabase> {
    const request = indexedDB.open(this.name, version);
    request.onupgradeneeded = ({ oldVersion }) => this.#onUpgrade(request.transaction!, oldVersion);
    const database = await resultOf(request);
    // Another tab upgrades or erases: let go, and reopen when needed. By then there may be a younger connection than this.
    database.onversionchange = database.onclose = () => this.#letGo(database);
    return database;
  }

  #letGo(database: IDBDatabase): void {
    database.close();
    if (this.#current === database) this.#forget();
  }

  #forget(): void {
    this.#opening = undefined;
    this.#current = undefined;
    this.#onForget?.();
  }

  /**
   * Runs `work`, again on a fresh connection where the old one turned out to be gone.
   *
   * @throws AisleError `storage-failed`
   */
  async run<T>(doing: string, work: (database: IDBDatabase) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      let database: IDBDatabase | undefined;
      try {
        database = await this.#open();
        return await work(database);
      } catch (cause) {
        const lost = LOST.includes(nameOf(cause) ?? '');
        if (lost && database) this.#letGo(database);
        if (lost && attempt < MOST_ATTEMPTS) continue;
        if (cause instanceof AisleError) throw cause;
        throw new AisleError('storage-failed', `IndexedDB could not ${doing}: ${toAisleError(cause).message}`, { doing }, cause);
      }
    }
  }

  /** Closes; the next call opens anew. */
  async close(): Promise<void> {
    const opening = this.#opening;
    this.#forget();
    await opening?.then(
      (database) => database.close(),
      () => undefined,
    );
  }
}
