import type { TrackedEvent } from '@aisle/core';
import { attempt } from './attempt.js';
import { Connection } from './connection.js';
import { browserDatabases, type DatabaseFactory } from './databaseFactory.js';
import { deleteEvents } from './deleteEvents.js';
import { errorName } from './errorName.js';
import type { EraseReceipt, HistoryStore, HistoryCursor, StoredEvents } from './historyStore.js';
import { keyStoreOf } from './keyStore.js';
import { plainRows } from './plainRows.js';
import { Pruner } from './pruner.js';
import { readCursor, readHistory } from './readHistory.js';
import { DEFAULT_RETENTION, type Retention } from './retention.js';
import type { EncodedEvent, RowFormat } from './rowFormat.js';
import { databaseName, type HistoryDatabase, randomId } from './schema.js';
import { settlesWithin } from './settlesWithin.js';
import { readFrom, writeTo } from './transaction.js';
import { validEvents } from './validEvents.js';

/** How long an erase waits for other tabs to close the database. They do so when asked; a frozen tab cannot. */
const DELETE_WAIT_MS = 2000;

export interface EventStoreOptions {
  readonly retention?: Retention;
  /** The time in milliseconds since 1970. */
  readonly now?: () => number;
  readonly factory?: DatabaseFactory;
}

/**
 * The shopper's events in IndexedDB. Works in a window and in a worker.
 *
 * Every method rejects with AisleError `storage-failed` where the browser refuses storage.
 */
export class EventStore implements HistoryStore {
  readonly #connection: Connection;
  readonly #factory: DatabaseFactory;
  readonly #now: () => number;
  readonly #pruner: Pruner;
  #rows = plainRows;
  /** The highest number given out, as far as this connection knows: with appends under way, without other tabs'. */
  #latestSeq: number | undefined;
  /** Of the database that is open. */
  #historyId = '';
  /** Rises when what is known of the database no longer holds. */
  #generation = 0;

  constructor(
    namespace: string,
    { retention = DEFAULT_RETENTION, now = Date.now, factory = browserDatabases }: EventStoreOptions = {},
  ) {
    this.#factory = factory;
    this.#now = now;
    this.#pruner = new Pruner(retention, now);
    this.#connection = new Connection(databaseName(namespace), factory, () => {
      this.#generation += 1;
      this.#latestSeq = undefined;
      this.#rows.forget();
    });
  }

  /** Makes ready, so that the next append has nothing to wait for. @returns where the history ends */
  async prepare(): Promise<HistoryCursor> {
    const cursor = await this.#connection.run('open', (database) => this.#readState(database));
    await this.pruneByAge();
    return cursor;
  }

  /**
   * Encrypts what is appended from now on.
   *
   * @param rows `encryptedRows()` of `@aisle/store/encryption`; without it, encrypted rows are left out on reading
   */
  encryptWith(rows: RowFormat): void {
    this.#rows = rows;
  }

  /** Learns what an append needs to know: the latest number, the bytes, a data key. @returns where the history ends */
  async #readState(database: HistoryDatabase): Promise<HistoryCursor> {
    const generation = this.#generation;
    const [cursor, bytes] = await readFrom(database, (transaction) =>
      Promise.all([readCursor(transaction), transaction.objectStore('meta').get('bytes')]),
    );
    await this.#rows.prepare(keyStoreOf(database), cursor.historyId);
    // It was closed meanwhile: nothing of this is true of the next database.
    if (generation !== this.#generation) throw new DOMException('the history changed', 'InvalidStateError');
    this.#historyId = cursor.historyId;
    this.#pruner.setBytes(typeof bytes === 'number' ? bytes : cursor.seq === 0 ? 0 : undefined);
    this.#latestSeq ??= cursor.seq;
    return cursor;
  }

  /**
   * Stores one event. Resolves with its place when the transaction is complete.
   *
   * After `prepare`, an append that begins while the page is being left is stored, encrypted or not: all its requests
   * are issued at once.
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

  /** The event is stored whether or not older ones can be deleted now. Its acknowledgement does not wait for that. */
  #pruneAfter(seq: number, expectedSeq: number): void {
    const prune = (work: (database: HistoryDatabase) => Promise<void>) =>
      void this.#connection.run('delete old events', work).catch(() => undefined);
    if (seq > expectedSeq) {
      // Other tabs wrote in between, so the append's own deletion did not reach far enough.
      if (this.#latestSeq !== undefined) this.#latestSeq = Math.max(this.#latestSeq, seq);
      prune((database) => this.#pruner.pruneByCount(database, seq));
    }
    if (this.#pruner.exceedsBytes) prune((database) => this.#pruner.pruneByBytes(database));
    if (this.#pruner.isAgeDue) prune((database) => this.#pruner.pruneByAge(database));
  }

  /** Deletes events older than the retention allows. */
  pruneByAge(): Promise<void> {
    return this.#connection.run('delete old events', (database) => this.#pruner.pruneByAge(database));
  }

  /** The event as text for a journal, encrypted where rows are; undefined where it cannot be encrypted at once. */
  pack(event: TrackedEvent): string | undefined {
    return this.#rows.pack(event);
  }

  /** The events of what `pack` returned, as far as it can still be read. */
  unpack(packed: readonly string[]): Promise<TrackedEvent[]> {
    if (packed.length === 0) return Promise.resolve([]);
    return this.#connection.run('read the journal', async (database) => {
      const { historyId } = await readFrom(database, readCursor);
      const rows = packed.map((text) => attempt(() => this.#rows.unpack(text)));
      return validEvents(await this.#rows.decode(rows, keyStoreOf(database), historyId));
    });
  }

  /** Deletes single events, where the history is still the one of `epoch`. */
  async remove(historyId: string, seqs: readonly number[]): Promise<void> {
    await this.#connection.run('take events back', async (database) => {
      const cursor = await readFrom(database, readCursor);
      if (cursor.historyId === historyId) await deleteEvents(database, seqs);
    });
  }

  readSince(afterSeq: number, limit?: number): Promise<StoredEvents> {
    return this.#connection.run('read the history', (database) =>
      readHistory(database, this.#rows.decode, afterSeq, limit),
    );
  }

  count(): Promise<number> {
    return this.#connection.run('count the events', (database) =>
      readFrom(database, (transaction) => transaction.objectStore('events').count()),
    );
  }

  /** Whether there is a database; true where the browser does not say. Asking creates nothing. */
  async exists(): Promise<boolean> {
    const names = await this.#factory.names();
    return names?.includes(this.#connection.name) ?? true;
  }

  /** Deletes every row and the wrapping key, then the database itself. Other connections are asked to close. */
  async erase(): Promise<EraseReceipt> {
    let events: number | undefined;
    let failure: unknown;
    try {
      events = await this.#connection.run('erase the history', clear);
    } catch (cause) {
      // A database that cannot be opened can still be deleted.
      failure = cause;
    }
    const { name } = this.#connection;
    await this.close();
    // A frozen tab may block it. It is then deleted when that tab goes, which nothing here waits for.
    let databaseDeleted = false;
    const deletion = this.#factory.delete(name).then(() => (databaseDeleted = true));
    await settlesWithin(deletion, DELETE_WAIT_MS);
    if (failure !== undefined && !databaseDeleted) throw failure;
    return { erasedAtMs: this.#now(), database: name, events, databaseDeleted };
  }

  /** Closes the connection, waiting for an open under way a while; the next call opens a new one. */
  async close(): Promise<void> {
    await settlesWithin(this.#connection.close(), DELETE_WAIT_MS);
  }
}

/** @returns the number of rows that there were */
async function clear(database: HistoryDatabase): Promise<number> {
  const [count] = await writeTo(database, (transaction) => {
    const [events, meta] = [transaction.objectStore('events'), transaction.objectStore('meta')];
    // A frozen tab may keep the database from being deleted. The new epoch shows it that the history is another one.
    return [events.count(), events.clear(), meta.delete('wrappingKey'), meta.put(randomId(), 'epoch')];
  });
  return count;
}
