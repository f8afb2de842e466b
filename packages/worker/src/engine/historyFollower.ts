import { AisleError, type TrackedEvent } from '@aisle/core';
import type { EventReader, HistoryCursor, StoredEvents } from '@aisle/store';

/** What a follower needs of an `EventReader`. */
export type HistoryReader = Pick<EventReader, 'readSince' | 'close'>;

/**
 * Follows the stored history. IndexedDB is the truth; numbered events keep a follower current without reading it, and a
 * gap in the numbers (another tab, a missed message) makes it read what is missing.
 */
export abstract class HistoryFollower {
  #cursor: HistoryCursor | undefined;
  #reading: Promise<void> | undefined;
  #forgetCount = 0;
  #closed = false;
  readonly #store: HistoryReader;
  readonly #maxEvents: number;

  /** @param maxEvents read at once, the latest */
  constructor(store: HistoryReader, maxEvents: number) {
    this.#store = store;
    this.#maxEvents = maxEvents;
  }

  /** The next events of the history, in its order. */
  protected abstract add(events: readonly TrackedEvent[]): void;
  /** Another history begins. */
  protected abstract drop(): void;

  /** The random name of the history that was read; undefined before. */
  get historyId(): string | undefined {
    return this.#cursor?.historyId;
  }

  advance(event: TrackedEvent, cursor: HistoryCursor): void {
    if (this.#reading || !this.#cursor) return;
    const next = this.#cursor.historyId === cursor.historyId && this.#cursor.seq + 1 === cursor.seq;
    if (next) this.#append([event], cursor);
  }

  #append(events: readonly TrackedEvent[], cursor: HistoryCursor): void {
    this.#cursor = cursor;
    this.add(events);
  }

  forget(): void {
    this.#forgetCount += 1;
    this.#cursor = undefined;
    this.drop();
  }

  /**
   * Comes up to `wanted`, the latest event that the page knows of.
   *
   * @throws AisleError `aborted` after `close`, or what reading throws
   */
  async catchUp(target: HistoryCursor | undefined): Promise<void> {
    // One read at a time; a reader that finds one under way looks again after it.
    while (this.#reading) await this.#reading;
    if (this.#isCurrent(target)) return;
    if (this.#closed) throw new AisleError('aborted', 'The engine was stopped.');
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
      // Reads are rare, and an open database stands in the way of its deletion, most of all where the page is frozen.
      void this.#store.close();
    });
    await this.#reading;
  }

  /** Takes the history of a page that keeps it in memory: no database has it. */
  catchUpFrom({ events, historyId, seq }: StoredEvents): void {
    const known = this.#cursor?.historyId === historyId ? this.#cursor.seq : 0;
    if (known === 0) this.forget();
    this.#append(known === seq ? [] : events.slice(known - seq), { historyId, seq });
  }

  /**
   * Reads nothing more. Resolves when a reading under way is over and no database is being opened: in WebKit, a worker
   * that ends while it opens a database leaves that database blocked for the whole origin.
   */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#reading?.catch(() => undefined);
    await this.#store.close();
  }

  #isCurrent(target: HistoryCursor | undefined): boolean {
    // No known event and nothing read yet: an earlier page view may have left some.
    if (!target) return this.#cursor !== undefined;
    return this.#cursor?.historyId === target.historyId && this.#cursor.seq >= target.seq;
  }

  async #read(): Promise<void> {
    const known = this.#cursor;
    const forgotten = this.#forgetCount;
    const stored = await this.#store.readSince(known?.seq ?? 0, this.#maxEvents);
    // Erased while it was being read, or nobody wants it any more.
    if (forgotten !== this.#forgetCount || this.#closed) return;
    if (!known || stored?.historyId === known.historyId) {
      if (stored) this.#append(stored.events, stored);
      return;
    }
    // The database was deleted, and perhaps made anew; numbers of the old one mean nothing in it.
    this.forget();
    const again = this.#forgetCount;
    const all = stored && (await this.#store.readSince(0, this.#maxEvents));
    if (all && again === this.#forgetCount) this.#append(all.events, all);
  }
}
