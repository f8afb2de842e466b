import { AisleError, parseEvent, toAisleError, type TrackedEvent } from '@aisle/core';
import { deleteDB, openDB } from 'idb';
import { databaseName, DATABASE_VERSION, upgrade, type AisleDatabase, type AisleSchema } from './schema.js';

export interface Retention {
  /** Most events kept; the oldest go first. */
  readonly maxEvents: number;
  /** Oldest age kept, in milliseconds, by the event's own timestamp. */
  readonly maxAgeMs: number;
}

export const DEFAULT_RETENTION: Retention = { maxEvents: 2000, maxAgeMs: 180 * 86_400_000 };

/** A point in the history: sequence numbers are comparable within one epoch only. */
export interface Position {
  readonly epoch: string;
  /** Sequence number of the latest event, 0 where there is none. */
  readonly seq: number;
}

export interface StoredEvents extends Position {
  /** Oldest first. */
  readonly events: TrackedEvent[];
}

/** What an erase did, for the shopper and for a privacy team's record. */
export interface EraseReceipt {
  readonly erasedAtMs: number;
  readonly database: string;
  /** Undefined where the database could not be opened to count them, as one of a later SDK cannot. */
  readonly events: number | undefined;
  /** False where another tab still held the database open: its rows are gone, the empty database goes with that tab. */
  readonly databaseDeleted: boolean;
}

/** How long an open waits for a delete or an upgrade that another tab blocks, one that shows a dialog for instance. */
const OPEN_WAIT_MS = 5000;
/** How long an erase waits for other tabs to let go of the database. They close it when asked; a frozen tab cannot. */
const DELETE_WAIT_MS = 2000;
/** Pruning by age reads an index; once an hour is often enough for a bound that is counted in days. */
const AGE_PRUNE_INTERVAL_MS = 3_600_000;

/**
 * The shopper's events in IndexedDB. Opens the database at first use and again after it was closed under it (erase or
 * upgrade in another tab, eviction). Works in a window and in a worker.
 *
 * Every method rejects with AisleError `storage-failed` where the browser refuses storage.
 */
export class EventStore {
  private opening: Promise<AisleDatabase> | undefined;
  /** The highest number given out, as far as this connection knows: appends under way included, other tabs' not. */
  private latestSeq: number | undefined;
  private agePrunedAtMs = -Infinity;

  constructor(
    readonly namespace: string,
    private readonly retention: Retention = DEFAULT_RETENTION,
    private readonly now: () => number = Date.now,
  ) {}

  private open(): Promise<AisleDatabase> {
    if (this.opening) return this.opening;
    const opened = openDB<AisleSchema>(databaseName(this.namespace), DATABASE_VERSION, {
      upgrade,
      // Another tab upgrades or erases: let go, and reopen when needed.
      blocking: () => this.close(),
      terminated: () => this.forget(),
    });
    const opening = new Promise<AisleDatabase>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new AisleError('storage-failed', `IndexedDB did not open within ${OPEN_WAIT_MS} ms: another tab holds it.`));
        // Come too late, it would stand in the way of the next erase.
        opened.then((database) => database.close()).catch(() => undefined);
      }, OPEN_WAIT_MS);
      opened.then(resolve, reject).finally(() => clearTimeout(timer));
    });
    opening.catch(() => {
      if (this.opening === opening) this.opening = undefined;
    });
    this.opening = opening;
    return opening;
  }

  private forget(): void {
    this.opening = undefined;
    this.latestSeq = undefined;
  }

  /** Runs `work`; once more on a fresh connection where the old one turned out to be closed. */
  private async withDatabase<T>(doing: string, work: (database: AisleDatabase) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work(await this.open());
      } catch (cause) {
        const closed = cause instanceof DOMException && cause.name === 'InvalidStateError';
        if (closed) this.forget();
        if (!closed || attempt === 2) {
          if (cause instanceof AisleError) throw cause;
          throw new AisleError('storage-failed', `IndexedDB could not ${doing}: ${toAisleError(cause).message}`, { doing }, cause);
        }
      }
    }
  }

  private async position(database: AisleDatabase): Promise<Position> {
    const tx = database.transaction(['events', 'meta']);
    const [epoch, cursor] = await Promise.all([
      tx.objectStore('meta').get('epoch'),
      tx.objectStore('events').openKeyCursor(null, 'prev'),
    ]);
    return { epoch: epoch ?? '', seq: cursor?.key ?? 0 };
  }

  /** Opens the database, learns its latest number and deletes what is too old, so that the next append has nothing to wait for. */
  async prepare(): Promise<void> {
    await this.withDatabase('open', (database) => this.readLatestSeq(database));
    await this.pruneByAge();
  }

  private async readLatestSeq(database: AisleDatabase): Promise<number> {
    const { seq } = await this.position(database);
    return (this.latestSeq ??= seq);
  }

  /**
   * Stores one event; resolves when the transaction is complete, with the event's place.
   *
   * All requests are issued at once and the transaction committed explicitly: after `prepare`, an append begun while the
   * page is being left is kept.
   */
  async append(event: TrackedEvent): Promise<Position> {
    const { position, expectedSeq } = await this.withDatabase('store the event', async (database) => {
      const expectedSeq = (this.latestSeq ?? (await this.readLatestSeq(database))) + 1;
      this.latestSeq = expectedSeq;
      try {
        const tx = database.transaction(['events', 'meta'], 'readwrite');
        const added = tx.objectStore('events').add(event);
        const epochRead = tx.objectStore('meta').get('epoch');
        // Keys rise by one, so the bound on rows is one range; no counting.
        const lastExpired = expectedSeq - this.retention.maxEvents;
        const pruned = lastExpired >= 1 ? tx.objectStore('events').delete(IDBKeyRange.upperBound(lastExpired)) : undefined;
        tx.commit();
        const [seq, epoch] = await Promise.all([added, epochRead, pruned, tx.done]);
        return { position: { epoch: epoch ?? '', seq }, expectedSeq };
      } catch (cause) {
        this.latestSeq = undefined;
        throw cause;
      }
    });
    // The event is stored whether or not older ones can be deleted now, and its acknowledgement does not wait for that.
    if (position.seq > expectedSeq) void this.pruneByCount(position.seq).catch(() => undefined);
    if (this.now() - this.agePrunedAtMs > AGE_PRUNE_INTERVAL_MS) void this.pruneByAge().catch(() => (this.agePrunedAtMs = -Infinity));
    return position;
  }

  /** Other tabs wrote in between, so that the append's own bound came too low. */
  private async pruneByCount(latestSeq: number): Promise<void> {
    if (this.latestSeq !== undefined) this.latestSeq = Math.max(this.latestSeq, latestSeq);
    const lastExpired = latestSeq - this.retention.maxEvents;
    if (lastExpired < 1) return;
    await this.withDatabase('delete old events', (database) => database.delete('events', IDBKeyRange.upperBound(lastExpired)));
  }

  /** Deletes events older than the retention allows. */
  async pruneByAge(): Promise<void> {
    this.agePrunedAtMs = this.now();
    const oldestMs = this.now() - this.retention.maxAgeMs;
    if (!(oldestMs > 0)) return;
    await this.withDatabase('delete old events', async (database) => {
      const tx = database.transaction('events', 'readwrite');
      for await (const cursor of tx.store.index('byTimestampMs').iterate(IDBKeyRange.upperBound(oldestMs, true))) {
        await cursor.delete();
      }
      await tx.done;
    });
  }

  /**
   * Events after `afterSeq`, at most the latest `limit` of them, and the place they end at. Rows that are no valid event
   * (written by a foreign script, say) are left out.
   */
  readSince(afterSeq: number, limit = Infinity): Promise<StoredEvents> {
    return this.withDatabase('read the history', async (database) => {
      const position = await this.position(database);
      const first = Math.max(afterSeq, position.seq - limit) + 1;
      const rows = first > position.seq ? [] : await database.getAll('events', IDBKeyRange.bound(first, position.seq));
      return { ...position, events: rows.flatMap((row) => validEvent(row) ?? []) };
    });
  }

  count(): Promise<number> {
    return this.withDatabase('count the events', (database) => database.count('events'));
  }

  /** Whether there is a database. Asking creates none, which opening it to look would. */
  async exists(): Promise<boolean> {
    if (typeof indexedDB === 'undefined') return false;
    // Firefox before 126 cannot list databases; an empty one may be created and erased again there.
    try {
      const databases = await indexedDB.databases?.();
      return databases?.some(({ name }) => name === databaseName(this.namespace)) ?? true;
    } catch (cause) {
      throw new AisleError('storage-failed', `IndexedDB could not be asked for its databases: ${toAisleError(cause).message}`, {}, cause);
    }
  }

  /** Deletes every row, then the database itself. Other connections are asked to close. */
  async erase(): Promise<EraseReceipt> {
    const name = databaseName(this.namespace);
    let events: number | undefined;
    let failure: unknown;
    try {
      events = await this.withDatabase('erase the history', async (database) => {
        const tx = database.transaction('events', 'readwrite');
        const [count] = await Promise.all([tx.store.count(), tx.store.clear(), tx.done]);
        return count;
      });
    } catch (cause) {
      // A database that cannot be opened can still be deleted.
      failure = cause;
    }
    await this.close();
    const deleted = deleteDB(name).then(
      () => true,
      () => false,
    );
    const waited = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), DELETE_WAIT_MS));
    const databaseDeleted = await Promise.race([deleted, waited]);
    if (failure !== undefined && !databaseDeleted) throw failure;
    return { erasedAtMs: this.now(), database: name, events, databaseDeleted };
  }

  /** Closes the connection; the next call opens a new one. */
  async close(): Promise<void> {
    const opening = this.opening;
    this.forget();
    await opening?.then(
      (database) => database.close(),
      () => undefined,
    );
  }
}

function validEvent(row: unknown): TrackedEvent | undefined {
  try {
    return parseEvent(row, 0);
  } catch (error) {
    if (error instanceof AisleError) return undefined;
    throw error;
  }
}
