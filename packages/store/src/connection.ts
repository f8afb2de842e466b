import { AisleError, toAisleError } from '@aisle/core';
import type { DatabaseFactory } from './databaseFactory.js';
import { errorName } from './errorName.js';
import { DATABASE_VERSION, type HistoryDatabase, upgrade } from './schema.js';
import { settlesWithin } from './settlesWithin.js';

/**
 * How long a call waits for the browser: for a delete or an upgrade that another tab blocks, for example while it shows
 * a dialog, or for a transaction of another page. WebKit ends no transaction of a cached page (`transaction.ts`).
 */
const WAIT_MS = 5000;

/**
 * Errors of a connection that was closed, or that WebKit lost together with its storage process:
 * https://bugs.webkit.org/show_bug.cgi?id=197050. Without that bug, `InvalidStateError` is enough.
 */
const LOST_CONNECTION_ERRORS = ['InvalidStateError', 'UnknownError'];

/** Tabs that erase at the same time close each other's new connections. */
const MAX_ATTEMPTS = 4;

/**
 * Opens the database at first use. Opens it again if the connection was closed by another tab's erase or upgrade, or by
 * an eviction, or was lost with the browser's storage process.
 */
export class Connection {
  /** The open under way or its result. Rejects at the deadline. */
  #opening: Promise<HistoryDatabase> | undefined;
  /** The connection that `#opening` resolved with. */
  #current: HistoryDatabase | undefined;
  /** The latest open request, which continues after the deadline. */
  #request: Promise<HistoryDatabase> | undefined;
  /**
   * The error of an open or of work that is still pending after its deadline. Until it settles, calls fail immediately:
   * they would wait behind it (https://w3c.github.io/IndexedDB/#connection-queue, and #transaction-lifecycle).
   */
  #overdue: AisleError | undefined;
  readonly #factory: Pick<DatabaseFactory, 'open'>;
  readonly #onClosed: ((terminated: boolean) => void) | undefined;

  /**
   * @param onClosed called when the connection closes: what the caller knows of the database is outdated. `terminated`:
   *   by the browser, which may have deleted the database
   */
  constructor(
    readonly name: string,
    factory: Pick<DatabaseFactory, 'open'>,
    onClosed?: (terminated: boolean) => void,
  ) {
    this.#factory = factory;
    this.#onClosed = onClosed;
  }

  #open(): Promise<HistoryDatabase> {
    if (this.#overdue) return Promise.reject(this.#overdue);
    if (this.#opening) return this.#opening;
    let blocked = false;
    const request = (this.#request = this.#openAnyVersion(() => (blocked = true)));
    const opening = settlesWithin(request, WAIT_MS).then((settled) => {
      if (settled) return request;
      const cause = blocked ? 'another tab or script has an older version open.' : 'the browser did not answer.';
      // A connection that comes later would block the next erase.
      throw this.#setOverdue(`open ${this.name}`, cause, closeWhenOpen(request));
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

  #setOverdue(operation: string, cause: string, pending: Promise<unknown>): AisleError {
    const message = `IndexedDB did not ${operation} within ${WAIT_MS} ms: ${cause}`;
    const overdue = (this.#overdue = new AisleError('storage-failed', message));
    const settled = () => {
      if (this.#overdue === overdue) this.#overdue = undefined;
    };
    pending.then(settled, settled);
    return overdue;
  }

  async #openAnyVersion(onBlocked: () => void): Promise<HistoryDatabase> {
    try {
      return await this.#openVersion(DATABASE_VERSION, onBlocked);
    } catch (cause) {
      // A newer SDK, in another tab or before a rollback, upgraded the database. Upgrades only add, so this SDK can use
      // it.
      if (errorName(cause) !== 'VersionError') throw cause;
      return this.#openVersion(undefined, onBlocked);
    }
  }

  #openVersion(version: number | undefined, onBlocked: () => void): Promise<HistoryDatabase> {
    // Another tab upgrades or erases. `run` opens a new connection when it needs one.
    const onClose = (terminated = false): void =>
      void opened.then((database) => this.#closeDatabase(database, terminated));
    const opened = this.#factory.open(this.name, version, {
      upgrade: (database, oldVersion, _newVersion, transaction) => {
        // If the upgrade is aborted, the open rejects too.
        transaction.done.catch(() => undefined);
        upgrade(database, oldVersion, transaction);
      },
      blocked: onBlocked,
      blocking: () => onClose(),
      terminated: () => onClose(true),
    });
    return opened;
  }

  /** Resets the state only if `database` is the current connection: there may be a newer one. */
  #closeDatabase(database: HistoryDatabase, terminated = false): void {
    database.close();
    if (this.#current === database) this.#reset(terminated);
  }

  #reset(terminated = false): void {
    this.#opening = undefined;
    this.#current = undefined;
    this.#onClosed?.(terminated);
  }

  /**
   * Runs `work`. If the connection was lost, runs it again on a new one.
   *
   * @param operation completes the error message 'IndexedDB could not …', for example 'read the history'
   * @param maxAttempts 1 for work that nobody waits for: after an erasure, a second attempt would create a database
   * @throws AisleError `storage-failed`, after 5 s at the latest. A write may be complete later.
   */
  async run<T>(
    operation: string,
    work: (database: HistoryDatabase) => Promise<T>,
    maxAttempts = MAX_ATTEMPTS,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      let database: HistoryDatabase | undefined;
      try {
        database = await this.#open();
        const result = work(database);
        if (await settlesWithin(result, WAIT_MS)) return await result;
        throw this.#setOverdue(operation, 'another page uses the database.', result);
      } catch (cause) {
        const lost = LOST_CONNECTION_ERRORS.includes(errorName(cause) ?? '');
        if (lost && database) this.#closeDatabase(database);
        if (lost && attempt < maxAttempts) continue;
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

  /**
   * Resolves when the connection, or the one that is being opened, is closed. The next call of `run` opens a new one.
   */
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
