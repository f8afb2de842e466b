import type { TrackedEvent } from '@aisle/core';
import { completionOf, Connection, nameOf, resultOf } from './connection.js';
import { DEFAULT_RETENTION, type EraseReceipt, type HistoryStore, type Position, type Retention, type StoredEvents } from './historyStore.js';
import { attempt, eventsOf, positionOf, readSince, type Unseal } from './reading.js';
import { databaseName, isSealed, randomName, upgrade, type Row } from './schema.js';
import type { Sealing } from './sealing.js';

/** How long an erase waits for other tabs to let go of the database. They close it when asked; a frozen tab cannot. */
const DELETE_WAIT_MS = 2000;
/** Pruning by age reads an index; once an hour is often enough for a bound that is counted in days. */
const AGE_PRUNE_INTERVAL_MS = 3_600_000;
/** Of the bytes allowed, left by an eviction, so that the next event does not evict again. */
const ROOM = 0.9;

interface MeasuredRows {
  readonly keys: readonly IDBValidKey[];
  readonly sizes: readonly number[];
}

export interface EventStoreOptions {
  readonly retention?: Retention;
  readonly now?: () => number;
}

/**
 * The shopper's events in IndexedDB. Works in a window and in a worker.
 *
 * Every method rejects with AisleError `storage-failed` where the browser refuses storage.
 */
export class EventStore implements HistoryStore {
  readonly #connection: Connection;
  readonly #retention: Retention;
  readonly #now: () => number;
  /** The highest number given out, as far as this connection knows: appends under way included, other tabs' not. */
  #latestSeq: number | undefined;
  /** What the rows take, as JSON text: those of other tabs as of the last look. */
  #bytes = 0;
  /** Of the database that is open: it is gone before another one can have its name. */
  #epoch = '';
  #key: CryptoKey | undefined;
  #sealing: Sealing | undefined;
  /** Rises when what is known of the database no longer holds. */
  #generation = 0;
  #agePrunedAtMs = -Infinity;

  constructor(
    namespace: string,
    { retention = DEFAULT_RETENTION, now = Date.now }: EventStoreOptions = {},
  ) {
    this.#retention = retention;
    this.#now = now;
    this.#connection = new Connection(databaseName(namespace), upgrade, () => {
      this.#generation += 1;
      this.#latestSeq = undefined;
      this.#key = undefined;
      this.#sealing?.forget();
    });
  }

  async prepare(): Promise<Position> {
    const position = await this.#connection.run('open', (database) => this.#learn(database));
    await this.pruneByAge();
    return position;
  }

  /** Seals what is appended from now on. */
  sealWith(sealing: Sealing): void {
    this.#sealing = sealing;
    // A connection that is open already has no key.
    void this.#connection.close();
  }

  /** What an append needs to know, before the first one: the latest number, the bytes, a key. @returns where the history ends now */
  async #learn(database: IDBDatabase): Promise<Position> {
    const generation = this.#generation;
    const { seq, epoch } = await positionOf(database);
    const bytes = await resultOf<number | undefined>(database.transaction('meta').objectStore('meta').get('bytes'));
    if (this.#sealing) await this.#sealing.prepare((await this.#keyOf(database, this.#sealing))!);
    // Closed meanwhile: nothing of this is true of the database that comes next.
    if (generation !== this.#generation) {
      this.#sealing?.forget();
      throw new DOMException('the database was closed', 'InvalidStateError');
    }
    this.#epoch = epoch;
    // Nobody has counted yet: more than allowed, so that the next append does.
    this.#bytes = bytes ?? (seq === 0 ? 0 : Infinity);
    this.#latestSeq ??= seq;
    return { epoch, seq };
  }

  /** The key of this database; where there is none, one that `maker` makes. */
  async #keyOf(database: IDBDatabase, maker?: Sealing): Promise<CryptoKey | undefined> {
    const generation = this.#generation;
    const read = async () => {
      const key = await resultOf<CryptoKey | undefined>(database.transaction('meta').objectStore('meta').get('key'));
      if (generation === this.#generation) this.#key = key;
      return key;
    };
    const known = this.#key ?? (await read());
    if (known || !maker) return known;
    const made = await maker.newKey();
    const tx = database.transaction('meta', 'readwrite');
    tx.objectStore('meta').add(made, 'key');
    // Another tab may have been first: then that one's.
    await completionOf(tx).catch((cause: unknown) => {
      if (nameOf(cause) !== 'ConstraintError') throw cause;
    });
    return read();
  }

  /**
   * Stores one event; resolves when the transaction is complete, with the event's place.
   *
   * All requests are issued at once and the transaction committed explicitly: after `prepare`, an append begun while the
   * page is being left is kept, sealed or not.
   */
  async append(event: TrackedEvent): Promise<Position> {
    const { position, expectedSeq } = await this.#connection.run('store the event', async (database) => {
      if (this.#latestSeq === undefined) await this.#learn(database);
      const text = JSON.stringify(event);
      const row = this.#sealing ? { timestampMs: event.timestampMs, sealed: await this.#sealing.seal(new TextEncoder().encode(text)) } : event;
      const write = () => this.#write(database, row, text.length);
      return write().catch(async (cause: unknown) => {
        if (nameOf(cause) !== 'QuotaExceededError') throw cause;
        // The device is full: half of the history makes room, once.
        await this.#keepLatest(await this.#measured(database), this.#bytes / 2, database);
        return write();
      });
    });
    // The event is stored whether or not older ones can be deleted now, and its acknowledgement does not wait for that.
    if (position.seq > expectedSeq) void this.#pruneByCount(position.seq).catch(() => undefined);
    if (this.#bytes > this.#retention.maxBytes) void this.#pruneByBytes().catch(() => undefined);
    if (this.#now() - this.#agePrunedAtMs > AGE_PRUNE_INTERVAL_MS) void this.pruneByAge().catch(() => (this.#agePrunedAtMs = -Infinity));
    return position;
  }

  /** The event as text, sealed where rows are, for a journal; undefined where it cannot be sealed at once. */
  pack(event: TrackedEvent): string | undefined {
    const text = JSON.stringify(event);
    if (!this.#sealing) return text;
    const sealed = this.#sealing.seal(new TextEncoder().encode(text));
    if (sealed instanceof Uint8Array) return btoa(Array.from(sealed, (byte) => String.fromCharCode(byte)).join(''));
    sealed.catch(() => undefined);
    return undefined;
  }

  /** What `pack` made, as far as it can still be read. */
  unpack(packed: readonly string[]): Promise<TrackedEvent[]> {
    if (packed.length === 0) return Promise.resolve([]);
    return this.#connection.run('read the journal', async (database) => {
      const rows = packed.map((text) => attempt(() => (text.startsWith('{') ? (JSON.parse(text) as unknown) : { sealed: Uint8Array.from(atob(text), (c) => c.charCodeAt(0)) })));
      return eventsOf(rows, this.#unsealIn(database));
    });
  }

  async #write(database: IDBDatabase, row: Row, bytes: number): Promise<{ position: Position; expectedSeq: number }> {
    if (this.#latestSeq === undefined) await this.#learn(database);
    const expectedSeq = this.#latestSeq! + 1;
    this.#latestSeq = expectedSeq;
    this.#bytes += bytes;
    try {
      const tx = database.transaction(['events', 'meta'], 'readwrite');
      const [events, meta] = [tx.objectStore('events'), tx.objectStore('meta')];
      const added = resultOf(events.add(row));
      meta.put(this.#bytes, 'bytes');
      // Keys rise by one, so the bound on rows is one range; no counting.
      const lastExpired = expectedSeq - this.#retention.maxEvents;
      if (lastExpired >= 1) events.delete(IDBKeyRange.upperBound(lastExpired));
      tx.commit();
      const [seq] = await Promise.all([added, completionOf(tx)]);
      return { position: { epoch: this.#epoch, seq: Number(seq) }, expectedSeq };
    } catch (cause) {
      this.#latestSeq = undefined;
      throw cause;
    }
  }

  /** Other tabs wrote in between, so that the append's own bound came too low. */
  async #pruneByCount(latestSeq: number): Promise<void> {
    if (this.#latestSeq !== undefined) this.#latestSeq = Math.max(this.#latestSeq, latestSeq);
    const lastExpired = latestSeq - this.#retention.maxEvents;
    if (lastExpired < 1) return;
    await this.#connection.run('delete old events', (database) => this.#change(database, (events) => events.delete(IDBKeyRange.upperBound(lastExpired))));
  }

  /** Deletes events older than the retention allows. */
  async pruneByAge(): Promise<void> {
    this.#agePrunedAtMs = this.#now();
    const oldestMs = this.#now() - this.#retention.maxAgeMs;
    if (!(oldestMs > 0)) return;
    await this.#connection.run('delete old events', async (database) => {
      const index = database.transaction('events').objectStore('events').index('byTimestampMs');
      const expired = await resultOf(index.getAllKeys(IDBKeyRange.upperBound(oldestMs, true)));
      if (expired.length > 0) await this.#change(database, (events) => expired.forEach((key) => events.delete(key)));
    });
  }

  #pruneByBytes(): Promise<void> {
    return this.#connection.run('delete old events', async (database) => {
      const measured = await this.#measured(database);
      if (this.#bytes > this.#retention.maxBytes) await this.#keepLatest(measured, this.#retention.maxBytes * ROOM, database);
    });
  }

  /** Keys and sizes of all rows, oldest first; what other tabs wrote and deleted is known after it. */
  async #measured(database: IDBDatabase): Promise<MeasuredRows> {
    const events = database.transaction('events').objectStore('events');
    const [keys, rows] = await Promise.all([resultOf(events.getAllKeys()), resultOf<Row[]>(events.getAll())]);
    const sizes = rows.map((row) => (isSealed(row) ? row.sealed.length : JSON.stringify(row).length));
    this.#bytes = sizes.reduce((sum, size) => sum + size, 0);
    return { keys, sizes };
  }

  /** Deletes the oldest rows until the others take at most `bytes`. */
  async #keepLatest({ keys, sizes }: MeasuredRows, bytes: number, database: IDBDatabase): Promise<void> {
    let first = keys.length;
    let kept = 0;
    while (first > 0 && kept + sizes[first - 1]! <= bytes) kept += sizes[--first]!;
    if (first === 0) return;
    this.#bytes = kept;
    // Nothing but the deletion: on a full device, a transaction that also writes is refused.
    await this.#change(database, (events) => events.delete(IDBKeyRange.upperBound(keys[first - 1])));
  }

  /** Takes back single events of one's own, where the history is still that one. */
  async remove(epoch: string, seqs: readonly number[]): Promise<void> {
    await this.#connection.run('take events back', async (database) => {
      if ((await positionOf(database)).epoch === epoch) await this.#change(database, (events) => seqs.forEach((seq) => events.delete(seq)));
    });
  }

  async #change(database: IDBDatabase, make: (events: IDBObjectStore) => void): Promise<void> {
    const tx = database.transaction('events', 'readwrite');
    make(tx.objectStore('events'));
    await completionOf(tx);
  }

  readSince(afterSeq: number, limit?: number): Promise<StoredEvents> {
    return this.#connection.run('read the history', (database) => readSince(database, this.#unsealIn(database), afterSeq, limit));
  }

  #unsealIn(database: IDBDatabase): Unseal {
    return async (sealed) => {
      const key = this.#sealing && (await this.#keyOf(database));
      return key ? this.#sealing!.unseal(sealed, key) : [];
    };
  }

  count(): Promise<number> {
    return this.#connection.run('count the events', (database) => resultOf(database.transaction('events').objectStore('events').count()));
  }

  /** True where the browser does not say: Firefox before 126 cannot list databases, and a damaged one keeps Chromium from it. */
  async exists(): Promise<boolean> {
    // Without an origin of its own a frame has no storage, and Chromium leaves an unhandled rejection behind when asked.
    if (typeof indexedDB === 'undefined' || origin === 'null') return false;
    const databases = await indexedDB.databases?.().catch(() => undefined);
    return databases?.some(({ name }) => name === this.#connection.name) ?? true;
  }

  /** Deletes every row and the key, then the database itself. Other connections are asked to close. */
  async erase(): Promise<EraseReceipt> {
    const { name } = this.#connection;
    let events: number | undefined;
    let failure: unknown;
    try {
      events = await this.#connection.run('erase the history', async (database) => {
        const tx = database.transaction(['events', 'meta'], 'readwrite');
        const counted = resultOf(tx.objectStore('events').count());
        tx.objectStore('events').clear();
        tx.objectStore('meta').delete('key');
        // A frozen tab may keep the database from being deleted, and must see what happened all the same.
        tx.objectStore('meta').put(randomName(), 'epoch');
        return (await Promise.all([counted, completionOf(tx)]))[0];
      });
    } catch (cause) {
      // A database that cannot be opened can still be deleted.
      failure = cause;
    }
    await this.#connection.close();
    // Blocked by a frozen tab, it is deleted when that one goes: no end of the request to wait for.
    const deleted = resultOf(indexedDB.deleteDatabase(name)).then(
      () => true,
      () => false,
    );
    const waited = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), DELETE_WAIT_MS));
    const databaseDeleted = await Promise.race([deleted, waited]);
    if (failure !== undefined && !databaseDeleted) throw failure;
    return { erasedAtMs: this.#now(), database: name, events, databaseDeleted };
  }

  /** Closes the connection; the next call opens a new one. */
  close(): Promise<void> {
    return this.#connection.close();
  }
}
