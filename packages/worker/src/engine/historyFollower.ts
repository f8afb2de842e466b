import { AisleError, type TrackedEvent } from '@aisle/core';
import type { EventReader, HistoryCursor, StoredEvents } from '@aisle/store';

/** The part of an `EventReader` that a follower uses. */
export type HistoryReader = Pick<EventReader, 'readSince' | 'close'>;

/**
 * Follows the stored history. IndexedDB is the source of truth. Numbered events keep a follower current without reading
 * it. A gap in the numbers, from another tab or a lost message, makes the follower read the missing events.
 */
export abstract class HistoryFollower {
  #cursor: HistoryCursor | undefined;
  #reading: Promise<void> | undefined;
  #forgetCount = 0;
  #closed = false;
  readonly #store: HistoryReader;
  readonly #maxEvents: number;

  /** @param maxEvents the number of latest events to read at once */
  constructor(store: HistoryReader, maxEvents: number) {
    this.#store = store;
    this.#maxEvents = maxEvents;
  }

  /** Receives the next events of the history, oldest first. */
  protected abstract add(events: readonly TrackedEvent[]): void;
  /** Drops all events, because another history begins. */
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
   * Reads up to `target`, the latest event that the page knows of.
   *
   * @throws AisleError `aborted` after `close`, or what reading throws
   */
  async catchUp(target: HistoryCursor | undefined): Promise<void> {
    // One read at a time. A later call waits, then checks again.
    while (this.#reading) await this.#reading;
    if (this.#isCurrent(target)) return;
    if (this.#closed) throw new AisleError('aborted', 'The engine was stopped.');
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
      // Close the database between the rare reads, because an open connection blocks its deletion, even on a frozen page.
      void this.#store.close();
    });
    await this.#reading;
  }

  /** Follows the history of a page that keeps it in memory instead of the database. */
  catchUpFrom({ events, historyId, seq }: StoredEvents): void {
    const known = this.#cursor?.historyId === historyId ? this.#cursor.seq : 0;
    if (known === 0) this.forget();
    this.#append(known === seq ? [] : events.slice(known - seq), { historyId, seq });
  }

  /**
   * Starts no more reads. Resolves when the pending read has ended and no database is being opened. In WebKit, a worker
   * that ends during an `open` blocks the database for the whole origin (`WorkerInstance.shutDown`).
   */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#reading?.catch(() => undefined);
    await this.#store.close();
  }

  #isCurrent(target: HistoryCursor | undefined): boolean {
    // The page knows no event, but an earlier page view may have stored some.
    if (!target) return this.#cursor !== undefined;
    return this.#cursor?.historyId === target.historyId && this.#cursor.seq >= target.seq;
  }

  async #read(): Promise<void> {
    const known = this.#cursor;
    const forgotten = this.#forgetCount;
    const stored = await this.#store.readSince(known?.seq ?? 0, this.#maxEvents);
    // The history was erased during the read, or the engine was stopped.
    if (forgotten !== this.#forgetCount || this.#closed) return;
    if (!known || stored?.historyId === known.historyId) {
      if (stored) this.#append(stored.events, stored);
      return;
    }
    // The database was deleted and perhaps created again, so its numbers start again.
    this.forget();
    const again = this.#forgetCount;
    const all = stored && (await this.#store.readSince(0, this.#maxEvents));
    if (all && again === this.#forgetCount) this.#append(all.events, all);
  }
}
