import type { TrackedEvent } from '@aisle/core';
import type { EraseReceipt, HistoryStore, Position, StoredEvents } from './historyStore.js';
import { randomName } from './schema.js';

/** A history that lives and dies with the page. */
export class MemoryStore implements HistoryStore {
  readonly #rows: { readonly seq: number; readonly event: TrackedEvent }[] = [];
  epoch = randomName();
  #seq = 0;
  readonly #maxEvents: number;
  readonly #now: () => number;

  /** @param kept events that are there from the start */
  constructor(
    maxEvents: number,
    now: () => number,
    kept: readonly TrackedEvent[] = [],
  ) {
    this.#maxEvents = maxEvents;
    this.#now = now;
    for (const event of kept) this.#keep(event);
  }

  #keep(event: TrackedEvent): Position {
    this.#rows.push({ seq: ++this.#seq, event });
    if (this.#rows.length > this.#maxEvents) this.#rows.shift();
    return { epoch: this.epoch, seq: this.#seq };
  }

  async prepare(): Promise<Position> {
    return { epoch: this.epoch, seq: this.#seq };
  }

  async append(event: TrackedEvent): Promise<Position> {
    return this.#keep(event);
  }

  async readSince(afterSeq: number, limit = Infinity): Promise<StoredEvents> {
    return this.since(afterSeq, limit);
  }

  /** What `readSince` resolves with, at once. */
  since(afterSeq: number, limit = Infinity): StoredEvents {
    const events = this.#rows.filter(({ seq }) => seq > Math.max(afterSeq, this.#seq - limit)).map(({ event }) => event);
    return { epoch: this.epoch, seq: this.#seq, events };
  }

  get size(): number {
    return this.#rows.length;
  }

  async count(): Promise<number> {
    return this.size;
  }

  async exists(): Promise<boolean> {
    return this.#rows.length > 0;
  }

  async erase(): Promise<EraseReceipt> {
    const events = this.#rows.splice(0).length;
    this.epoch = randomName();
    this.#seq = 0;
    return { erasedAtMs: this.#now(), database: 'memory', events, databaseDeleted: true };
  }

  async close(): Promise<void> {}
}
