import { contains, mapList, type TrackedEvent } from '@aisle/core';
import { attempt } from './attempt.js';
import { clearRows } from './clearRows.js';
import { Connection } from './connection.js';
import { browserDatabases, type DatabaseFactory } from './databaseFactory.js';
import type { DecisionChange, DecisionRow } from './decisionRows.js';
import { deleteEvents } from './deleteEvents.js';
import { errorName } from './errorName.js';
import type { CountedEvents, EraseReceipt, HistoryCursor, HistoryStore, StoredEvents } from './historyStore.js';
import { keyStoreOf } from './keyStore.js';
import { plainRows } from './plainRows.js';
import { Pruner } from './pruner.js';
import { readCursor, readHistory } from './readHistory.js';
import { DEFAULT_RETENTION, type Retention } from './retention.js';
import type { EncodedEvent, RowFormat } from './rowFormat.js';
import { databaseName, type HistoryDatabase } from './schema.js';
import { settlesWithin } from './settlesWithin.js';
import { readFrom, updateDecisions, writeTo } from './transaction.js';
import { validEvents } from './validEvents.js';

/** How long an erase waits for other tabs to close the database. A frozen tab cannot close it. */
const DELETE_WAIT_MS = 2000;

export interface EventStoreOptions {
  readonly retention?: Retention;
  /** The time in milliseconds since 1970. */
  readonly now?: () => number;
  readonly factory?: DatabaseFactory;
}

/**
 * Stores the shopper's events in IndexedDB. Works in a window and in a worker.
 *
 * Every method rejects with AisleError `storage-failed` if the browser refuses storage.
 */
export class EventStore implements HistoryStore {
  /** Called when events were deleted by the retention, or maybe by the browser. */
  onEventsDeleted: (() => void) | undefined;
  readonly #connection: Connection;
  readonly #factory: DatabaseFactory;
  readonly #now: () => number;
  readonly #pruner: Pruner;
  readonly #retention: Retention;
  #rows = plainRows;
  /**
   * The highest sequence number that this connection knows. Includes its pending appends, but not other tabs' events.
   */
  #latestSeq: number | undefined;
  /** The history in the open database. */
  #historyId = '';
  /** Rises when the connection closes, which makes this object's knowledge of the database outdated. */
  #generation = 0;

  constructor(
    namespace: string,
    { retention = DEFAULT_RETENTION, now = Date.now, factory = browserDatabases }: EventStoreOptions = {},
  ) {
    this.#factory = factory;
    this.#now = now;
    this.#retention = retention;
    this.#pruner = new Pruner(retention, now);
    this.#connection = new Connection(databaseName(namespace), factory, (terminated) => {
      this.#generation += 1;
      this.#latestSeq = undefined;
      this.#rows.forget();
      if (terminated) this.onEventsDeleted?.();
    });
  }

  /** Opens the database, so that the next append need not wait. @returns the cursor of the latest event */
  async prepare(): Promise<HistoryCursor> {
    const cursor = await this.#connection.run('open', (database) => this.#readState(database));
    await this.pruneByAge();
    return cursor;
  }

  /**
   * Encrypts the events that are appended from now on.
   *
   * @param rows `encryptedRows()` of `@aisle/store/encryption`; without it, reads omit encrypted rows
   */
  encryptWith(rows: RowFormat): void {
    this.#rows = rows;
  }

  /** Reads what an append needs: the latest number and the bytes. Prepares a data key. @returns the latest cursor */
  async #readState(database: HistoryDatabase): Promise<HistoryCursor> {
    const generation = this.#generation;
    const [cursor, bytes] = await readFrom(database, (transaction) =>
      Promise.all([readCursor(transaction), transaction.objectStore('meta').get('bytes')]),
    );
    await this.#rows.prepare(keyStoreOf(database), cursor.historyId);
    // The connection closed during the read. The next one may open another history.
    if (generation !== this.#generation) throw new DOMException('the history changed', 'InvalidStateError');
    this.#historyId = cursor.historyId;
    this.#pruner.setBytes(typeof bytes === 'number' ? bytes : cursor.seq === 0 ? 0 : undefined);
    this.#latestSeq ??= cursor.seq;
    return cursor;
  }

  /**
   * Stores one event. Resolves with its cursor when the transaction is complete.
   *
   * After `prepare`, an append issues all its requests synchronously. So it is stored even if it begins at `pagehide`.
   */
  append(event: TrackedEvent): Promise<HistoryCursor> {
    return this.#connection.run('store the event', async (database) => {
      if (this.#latestSeq === undefined || !this.#rows.isReady) await this.#readState(database);
      const encoded = this.#rows.encode(event);
      try {
        return await this.#write(database, encoded);
      } catch (cause) {
        if (errorName(cause) !== 'QuotaExceededError') throw cause;
        await this.#pruner.halve(database);
        this.onEventsDeleted?.();
        return this.#write(database, encoded);
      }
    });
  }

  async #write(database: HistoryDatabase, { row, bytes }: EncodedEvent): Promise<HistoryCursor> {
    if (this.#latestSeq === undefined) await this.#readState(database);
    const expectedSeq = (this.#latestSeq ?? 0) + 1;
    this.#latestSeq = expectedSeq;
    const totalBytes = this.#pruner.addBytes(bytes);
    const expired = this.#pruner.expiredBy(expectedSeq);
    try {
      const [seq] = await writeTo(database, (transaction) => {
        const events = transaction.objectStore('events');
        return [
          events.add(row),
          transaction.objectStore('meta').put(totalBytes, 'bytes'),
          ...(expired ? [events.delete(expired)] : []),
        ];
      });
      this.#pruneAfter(seq, expectedSeq);
      return { historyId: this.#historyId, seq };
    } catch (cause) {
      this.#latestSeq = undefined;
      throw cause;
    }
  }

  /** Deletes old events. The acknowledgement of the new event does not wait for this, and a failure is ignored. */
  #pruneAfter(seq: number, expectedSeq: number): void {
    const prune = (work: (database: HistoryDatabase) => Promise<void>) =>
      void this.#connection.run('delete old events', work, 1).then(
        () => this.onEventsDeleted?.(),
        () => undefined,
      );
    if (seq > expectedSeq) {
      // Other tabs appended events since the last read, so the append deleted too few.
      if (this.#latestSeq !== undefined) this.#latestSeq = Math.max(this.#latestSeq, seq);
      if (this.#pruner.expiredBy(seq)) prune((database) => this.#pruner.pruneByCount(database, seq));
    }
    if (this.#pruner.exceedsBytes) prune((database) => this.#pruner.pruneByBytes(database));
    if (this.#pruner.isAgeDue) prune((database) => this.#pruner.pruneByAge(database));
  }

  /** Deletes events older than the retention allows. */
  pruneByAge(): Promise<void> {
    return this.#connection.run('delete old events', (database) => this.#pruner.pruneByAge(database));
  }

  /** The event as text for a journal, encrypted if rows are. Undefined if it cannot be encrypted synchronously. */
  pack(event: TrackedEvent): string | undefined {
    return this.#rows.pack(event);
  }

  /** The events of texts that `pack` returned. Omits texts that cannot be read. */
  unpack(packed: readonly string[]): Promise<TrackedEvent[]> {
    if (packed.length === 0) return Promise.resolve([]);
    return this.#connection.run('read the journal', async (database) => {
      const { historyId } = await readFrom(database, readCursor);
      const rows = mapList(packed, (text) => attempt(() => this.#rows.unpack(text)));
      return validEvents(await this.#rows.decode(rows, keyStoreOf(database), historyId));
    });
  }

  /** Deletes single events, if the stored history is still that one. */
  async remove(historyId: string, seqs: readonly number[]): Promise<void> {
    await this.#connection.run('remove events', async (database) => {
      const cursor = await readFrom(database, readCursor);
      if (cursor.historyId === historyId) await deleteEvents(database, seqs);
    });
  }

  readSince(afterSeq: number, limit?: number): Promise<StoredEvents> {
    return this.#connection.run('read the history', (database) =>
      readHistory(database, this.#rows.decode, afterSeq, limit),
    );
  }

  count(): Promise<CountedEvents> {
    return this.#connection.run('count the events', async (database) => {
      const [cursor, count] = await readFrom(database, (transaction) =>
        Promise.all([readCursor(transaction), transaction.objectStore('events').count()]),
      );
      return { ...cursor, count };
    });
  }

  changeDecisions<T>(change: (rows: readonly DecisionRow[]) => DecisionChange<T>): Promise<T> {
    const { maxAgeMs } = this.#retention;
    return this.#connection.run(
      'store a decision',
      async (database) => {
        if (!this.#rows.isReady) await this.#readState(database);
        return this.#rows.changeDecisions(
          (work) => updateDecisions(database, work),
          { nowMs: this.#now(), maxAgeMs, change },
          keyStoreOf(database),
        );
      },
      // After an erasure, a second attempt would create a database.
      1,
    );
  }

  /** Whether there is a database. True if the browser cannot tell. Creates no database. */
  async exists(): Promise<boolean> {
    const names = await this.#factory.names();
    return !names || contains(names, this.#connection.name);
  }

  /** Deletes every row and the wrapping key, then the database. Requests other connections to close. */
  async erase(): Promise<EraseReceipt> {
    let events: number | undefined;
    let failure: unknown;
    try {
      events = await this.#connection.run('erase the history', clearRows);
    } catch (cause) {
      // Deletion can succeed where opening failed.
      failure = cause;
    }
    const { name } = this.#connection;
    await this.close();
    // A frozen tab may block the deletion until it is closed. This method does not wait for that.
    let databaseDeleted = false;
    const deletion = this.#factory.delete(name).then(() => (databaseDeleted = true));
    await settlesWithin(deletion, DELETE_WAIT_MS);
    if (failure !== undefined && !databaseDeleted) throw failure;
    return { erasedAtMs: this.#now(), database: name, events, databaseDeleted, mayRemainInFiles: true };
  }

  /** Closes the connection. Waits a limited time for an open under way. The next call opens a new connection. */
  async close(): Promise<void> {
    await settlesWithin(this.#connection.close(), DELETE_WAIT_MS);
  }
}
