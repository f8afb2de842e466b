import { eventToJson, mapList, type TrackedEvent } from '@aisle/core';
import { attempt } from './attempt.js';
import { deleteEvents } from './deleteEvents.js';
import type { Retention } from './retention.js';
import { type HistoryDatabase, isEncrypted, type Row } from './schema.js';
import { readFrom, writeTo } from './transaction.js';

/** Pruning by age reads an index. Once an hour is enough for a limit in days. */
const AGE_PRUNE_INTERVAL_MS = 3_600_000;

const DAY_MS = 86_400_000;
/** If all events of earlier days are older, the clock may be wrong. */
const CLOCK_JUMP_MS = 45 * DAY_MS;

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

  /**
   * Deletes old events, unless the device's clock may be wrong: if it has jumped ahead, only events of an earlier day
   * confirm it. Events from the future, of a clock that was ahead, get the current time. Otherwise they would never be
   * old.
   */
  async pruneByAge(database: HistoryDatabase): Promise<void> {
    const nowMs = (this.#agePrunedAtMs = this.#now());
    try {
      const [[first], earlierDays, expired, futureKeys, futureRows] = await readFrom(database, (transaction) => {
        const events = transaction.objectStore('events');
        const times = events.index('byTimestampMs');
        const future = IDBKeyRange.lowerBound(nowMs + DAY_MS, true);
        return Promise.all([
          events.getAll(null, 1),
          times.count(IDBKeyRange.bound(nowMs - CLOCK_JUMP_MS, nowMs - DAY_MS)),
          times.getAllKeys(IDBKeyRange.upperBound(nowMs - this.#retention.maxAgeMs, true)),
          times.getAllKeys(future),
          times.getAll(future),
        ]);
      });
      const firstMs = first?.timestampMs ?? nowMs;
      if (firstMs < nowMs - CLOCK_JUMP_MS && earlierDays === 0) return;
      // If the first event is from the future, the clock was set back.
      const redated = firstMs > nowMs + DAY_MS ? [] : futureRows;
      if (expired.length === 0 && redated.length === 0) return;
      await writeTo(database, (transaction) => {
        const events = transaction.objectStore('events');
        return [
          ...mapList(expired, (key) => events.delete(key)),
          ...mapList(redated, (row, i) => events.put({ ...row, timestampMs: nowMs }, futureKeys[i])),
        ];
      });
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
    let sum = 0;
    const measured = mapList(rows, (row, i) => {
      const bytes = sizeOf(row);
      sum += bytes;
      return { key: keys[i]!, bytes };
    });
    this.#bytes = sum;
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

/** 0 for a row of another script that is not an event. */
const sizeOf = (row: Row): number =>
  isEncrypted(row) ? row.encrypted.length : (attempt(() => eventToJson(row as TrackedEvent).length) ?? 0);
