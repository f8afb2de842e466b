import type { TrackedEvent } from '@aisle/core';
import { type DecisionChange, type DecisionRow, isExpired } from './decisionRows.js';
import type { CountedEvents, EraseReceipt, HistoryCursor, HistoryStore, StoredEvents } from './historyStore.js';
import { randomId } from './schema.js';

/** A history in the memory of the page, which ends with the page. */
export class InMemoryStore implements HistoryStore {
  historyId = randomId();
  #seq = 0;
  readonly #events: TrackedEvent[] = [];
  readonly #decisions = new Map<string, DecisionRow>();
  readonly #maxEvents: number;
  readonly #now: () => number;

  /** @param initialEvents the first events of the history, oldest first */
  constructor(maxEvents: number, now: () => number, initialEvents: readonly TrackedEvent[] = []) {
    this.#maxEvents = maxEvents;
    this.#now = now;
    for (const event of initialEvents) this.#add(event);
  }

  #add(event: TrackedEvent): HistoryCursor {
    this.#events.push(event);
    if (this.#events.length > this.#maxEvents) this.#events.shift();
    return { historyId: this.historyId, seq: ++this.#seq };
  }

  async append(event: TrackedEvent): Promise<HistoryCursor> {
    return this.#add(event);
  }

  async readSince(afterSeq: number, limit?: number): Promise<StoredEvents> {
    return this.since(afterSeq, limit);
  }

  /** The result of `readSince`, synchronously. */
  since(afterSeq: number, limit = Infinity): StoredEvents {
    const wanted = Math.min(this.#seq - afterSeq, limit);
    return { historyId: this.historyId, seq: this.#seq, events: this.#events.slice(Math.max(0, this.size - wanted)) };
  }

  get size(): number {
    return this.#events.length;
  }

  async count(): Promise<CountedEvents> {
    return { historyId: this.historyId, seq: this.#seq, count: this.size };
  }

  async changeDecisions<T>(change: (rows: readonly DecisionRow[]) => DecisionChange<T>): Promise<T> {
    for (const row of this.#decisions.values())
      if (isExpired(row, this.#now(), Infinity)) this.#decisions.delete(row.decisionId);
    const { put, remove, result } = change([...this.#decisions.values()]);
    if (put) this.#decisions.set(put.decisionId, put);
    if (remove !== undefined) this.#decisions.delete(remove);
    return result;
  }

  async erase(): Promise<EraseReceipt> {
    this.#decisions.clear();
    const events = this.#events.splice(0).length;
    this.historyId = randomId();
    this.#seq = 0;
    return { erasedAtMs: this.#now(), database: 'memory', events, databaseDeleted: true, mayRemainInFiles: false };
  }
}
