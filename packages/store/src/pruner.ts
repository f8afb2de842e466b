import { deleteEvents } from './deleteEvents.js';
import type { Retention } from './retention.js';
import { type HistoryDatabase, isEncrypted, type Row } from './schema.js';
import { readFrom } from './transaction.js';

/** Pruning by age reads an index. Once an hour is enough for a limit in days. */
const AGE_PRUNE_INTERVAL_MS = 3_600_000;

/** The share of the allowed bytes that an eviction keeps, so that the next event does not evict again. */
const KEPT_SHARE = 0.9;

interface MeasuredRow {
  readonly key: number;
  readonly bytes: number;
}

/** Deletes events that exceed the retention: by number, age and bytes. */
export class Pruner {
  /** The estimated size of the rows. Excludes rows that other tabs wrote since the last measurement. */
  #bytes = 0;
  #agePrunedAtMs = -Infinity;
  readonly #retention: Retention;
  readonly #now: () => number;

  constructor(retention: Retention, now: () => number) {
    this.#retention = retention;
    this.#now = now;
  }

  /** @param bytes the stored estimate. If it is undefined, the next append measures the rows. */
  setBytes(bytes: number | undefined): void {
    this.#bytes = bytes ?? Infinity;
  }

  /** Adds a row that is being written. @returns the estimate to store with it */
  addBytes(bytes: number): number {
    return (this.#bytes += bytes);
  }

  get exceedsBytes(): boolean {
    return this.#bytes > this.#retention.maxBytes;
  }

  get isAgeDue(): boolean {
    return this.#now() - this.#agePrunedAtMs > AGE_PRUNE_INTERVAL_MS;
  }

  /**
   * The rows that exceed the number of events after `latestSeq` is stored. Numbers rise by one, so they are one range.
   */
  expiredBy(latestSeq: number): IDBKeyRange | undefined {
    const lastExpired = latestSeq - this.#retention.maxEvents;
    return lastExpired >= 1 ? IDBKeyRange.upperBound(lastExpired) : undefined;
  }

  async pruneByCount(database: HistoryDatabase, latestSeq: number): Promise<void> {
    const expired = this.expiredBy(latestSeq);
    if (expired) await deleteEvents(database, [expired]);
  }

  async pruneByAge(database: HistoryDatabase): Promise<void> {
    this.#agePrunedAtMs = this.#now();
    const oldestMs = this.#agePrunedAtMs - this.#retention.maxAgeMs;
    if (!(oldestMs > 0)) return;
    const range = IDBKeyRange.upperBound(oldestMs, true);
    try {
      const expired = await readFrom(database, (transaction) =>
        transaction.objectStore('events').index('byTimestampMs').getAllKeys(range),
      );
      await deleteEvents(database, expired);
    } catch (cause) {
      this.#agePrunedAtMs = -Infinity;
      throw cause;
    }
  }

  async pruneByBytes(database: HistoryDatabase): Promise<void> {
    const rows = await this.#measure(database);
    if (this.exceedsBytes) await this.#keepLatest(database, rows, this.#retention.maxBytes * KEPT_SHARE);
  }

  /** Deletes the older half of the history, because the device is full. */
  async halve(database: HistoryDatabase): Promise<void> {
    const rows = await this.#measure(database);
    await this.#keepLatest(database, rows, this.#bytes / 2);
  }

  /** Key and size of every row, oldest first. The estimate is exact afterwards. */
  async #measure(database: HistoryDatabase): Promise<MeasuredRow[]> {
    const [keys, rows] = await readFrom(database, (transaction) => {
      const events = transaction.objectStore('events');
      return Promise.all([events.getAllKeys(), events.getAll()]);
    });
    const measured = rows.map((row, i) => ({ key: keys[i]!, bytes: sizeOf(row) }));
    this.#bytes = measured.reduce((sum, { bytes }) => sum + bytes, 0);
    return measured;
  }

  /** Deletes the oldest rows until the others take at most `maxBytes`. */
  async #keepLatest(database: HistoryDatabase, rows: readonly MeasuredRow[], maxBytes: number): Promise<void> {
    let kept = 0;
    let first = rows.length;
    while (first > 0 && kept + rows[first - 1]!.bytes <= maxBytes) kept += rows[--first]!.bytes;
    if (first === 0) return;
    this.#bytes = kept;
    // A separate transaction: on a full device, the browser refuses one that also writes.
    await deleteEvents(database, [IDBKeyRange.upperBound(rows[first - 1]!.key)]);
  }
}

const sizeOf = (row: Row): number => (isEncrypted(row) ? row.encrypted.length : JSON.stringify(row).length);
