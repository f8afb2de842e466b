import { AisleError, toAisleError } from '@aisle/core';
import type { DatabaseFactory } from './databaseFactory.js';
import { errorName } from './errorName.js';
import { DATABASE_VERSION, type HistoryDatabase, upgrade } from './schema.js';
import { settlesWithin } from './settlesWithin.js';

/** How long an open waits for a delete or an upgrade that another tab blocks, for instance one that shows a dialog. */
const OPEN_WAIT_MS = 5000;

/** A connection that is gone: it was closed under us, or lost with its server, as iOS does at times. */
const LOST_CONNECTION_ERRORS = ['InvalidStateError', 'UnknownError'];

/** Tabs that erase at the same time take each other's fresh connections away. */
const MAX_ATTEMPTS = 4;

/**
 * Opens the database at first use. Opens it again after the connection was closed by an erase or upgrade in another
 * tab or by an eviction, or was lost with the browser's storage process.
 */
export class Connection {
  /** Rejects at the deadline. */
  #opening: Promise<HistoryDatabase> | undefined;
  /** What `#opening` resolved with. */
  #current: HistoryDatabase | undefined;
  /** The latest request itself, which goes on after the deadline. */
  #request: Promise<HistoryDatabase> | undefined;
  readonly #factory: Pick<DatabaseFactory, 'open'>;
  readonly #onClosed: (() => void) | undefined;

  /** @param onClosed called when the connection is gone: what was known of the database no longer holds */
  constructor(
    readonly name: string,
    factory: Pick<DatabaseFactory, 'open'>,
    onClosed?: () => void,
  ) {
    this.#factory = factory;
    this.#onClosed = onClosed;
  }

  #open(): Promise<HistoryDatabase> {
    if (this.#opening) return this.#opening;
    let blocked = false;
    const request = (this.#request = this.#openAnyVersion(() => (blocked = true)));
    const opening = settlesWithin(request, OPEN_WAIT_MS).then((settled) => {
      if (settled) return request;
      // A connection that comes later would block the next erase.
      void closeWhenOpen(request);
      const reason = blocked ? ': another tab holds it' : '';
      throw new AisleError('storage-failed', `IndexedDB did not open within ${OPEN_WAIT_MS} ms${reason}.`);
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

  async #openAnyVersion(onBlocked: () => void): Promise<HistoryDatabase> {
    try {
      return await this.#openVersion(DATABASE_VERSION, onBlocked);
    } catch (cause) {
      // A newer SDK in another tab, or before a rollback, left a later version. Versions only add, so it can be used.
      if (errorName(cause) !== 'VersionError') throw cause;
      return this.#openVersion(undefined, onBlocked);
    }
  }

  #openVersion(version: number | undefined, onBlocked: () => void): Promise<HistoryDatabase> {
    // Another tab upgrades or erases: the connection closes, and is opened again when it is needed.
    const onClose = (): void => void opened.then((database) => this.#closeDatabase(database));
    const opened = this.#factory.open(this.name, version, {
      upgrade: (database, oldVersion, _newVersion, transaction) => {
        // Where the upgrade is aborted, the open rejects as well.
        transaction.done.catch(() => undefined);
        upgrade(database, oldVersion, transaction);
      },
      blocked: onBlocked,
      blocking: onClose,
      terminated: onClose,
    });
    return opened;
  }

  /** There may be a younger connection than `database`, of which what is known still holds. */
  #closeDatabase(database: HistoryDatabase): void {
    database.close();
    if (this.#current === database) this.#reset();
  }

  #reset(): void {
    this.#opening = undefined;
    this.#current = undefined;
    this.#onClosed?.();
  }

  /**
   * Runs `work`, and again on a fresh connection where the old one turned out to be gone.
   *
   * @param operation what the error says could not be done, such as 'read the history'
   * @throws AisleError `storage-failed`
   */
  async run<T>(operation: string, work: (database: HistoryDatabase) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      let database: HistoryDatabase | undefined;
      try {
        database = await this.#open();
        return await work(database);
      } catch (cause) {
        const lost = LOST_CONNECTION_ERRORS.includes(errorName(cause) ?? '');
        if (lost && database) this.#closeDatabase(database);
        if (lost && attempt < MAX_ATTEMPTS) continue;
        if (cause instanceof AisleError) throw cause;
        throw new AisleError(
          'storage-failed',
          `IndexedDB could not ${operation}: ${toAisleError(cause).message}`,
          { operation },
          cause,
        );
      }
    }
  }

  /** Resolves when an open under way has ended and its connection is closed. The next call of `run` opens anew. */
  async close(): Promise<void> {
    const request = this.#request;
    this.#reset();
    if (request) await closeWhenOpen(request);
  }
}

function closeWhenOpen(request: Promise<HistoryDatabase>): Promise<void> {
  return request.then(
    (database) => database.close(),
    () => undefined,
  );
}
