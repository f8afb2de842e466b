import { eventToJson, type TrackedEvent } from '@aisle/core';
import type {
  CountedEvents,
  DecisionChange,
  DecisionRow,
  EraseReceipt,
  HistoryCursor,
  StoredEvents,
} from '@aisle/store';
import type { DeviceStore } from '../deviceStore.js';

type Method = Exclude<keyof DeviceStore, 'encryptWith' | 'onEventsDeleted' | 'pack'>;

/**
 * A fake history on the device. Its histories have the ids `history-1`, `history-2` and so on. A test can delay calls
 * or make them fail.
 */
export class ScriptedStore implements DeviceStore {
  onEventsDeleted: (() => void) | undefined;
  /** The calls so far, oldest first. */
  readonly calls: string[] = [];
  /** By method, a promise that its next calls wait for. A rejection makes them fail. */
  readonly gates = new Map<Method, Promise<unknown>>();
  /** The stored events, by sequence number. Undefined without a database. */
  rows: Map<number, TrackedEvent> | undefined;
  #historyNumber = 0;
  #latestSeq = 0;

  get events(): TrackedEvent[] {
    return [...(this.rows?.values() ?? [])];
  }

  get cursor(): HistoryCursor {
    return { historyId: `history-${this.#historyNumber}`, seq: this.#latestSeq };
  }

  /** Creates the database if it is missing, as another tab or a call does. */
  create(): Map<number, TrackedEvent> {
    if (!this.rows) {
      this.rows = new Map();
      this.#historyNumber += 1;
      this.#latestSeq = 0;
    }
    return this.rows;
  }

  async #enter(method: Method): Promise<void> {
    this.calls.push(method);
    await this.gates.get(method);
  }

  async prepare(): Promise<HistoryCursor> {
    await this.#enter('prepare');
    this.create();
    return this.cursor;
  }

  async append(event: TrackedEvent): Promise<HistoryCursor> {
    await this.#enter('append');
    this.create().set(++this.#latestSeq, event);
    return this.cursor;
  }

  async changeDecisions<T>(change: (rows: readonly DecisionRow[]) => DecisionChange<T>): Promise<T> {
    await this.#enter('changeDecisions');
    return change([]).result;
  }

  async readSince(afterSeq: number, limit = Infinity): Promise<StoredEvents> {
    await this.#enter('readSince');
    const events = [...this.create()]
      .filter(([seq]) => seq > Math.max(afterSeq, this.#latestSeq - limit))
      .map(([, event]) => event);
    return { ...this.cursor, events };
  }

  async count(): Promise<CountedEvents> {
    await this.#enter('count');
    const count = this.create().size;
    return { ...this.cursor, count };
  }

  async exists(): Promise<boolean> {
    await this.#enter('exists');
    return this.rows !== undefined;
  }

  async erase(): Promise<EraseReceipt> {
    await this.#enter('erase');
    const events = this.create().size;
    this.rows = undefined;
    return { erasedAtMs: 0, database: 'scripted', events, databaseDeleted: true, mayRemainInFiles: true };
  }

  async remove(historyId: string, seqs: readonly number[]): Promise<void> {
    await this.#enter('remove');
    if (historyId === this.cursor.historyId) for (const seq of seqs) this.rows?.delete(seq);
  }

  async close(): Promise<void> {
    await this.#enter('close');
  }

  encryptWith(): void {
    this.calls.push('encryptWith');
  }

  pack(event: TrackedEvent): string | undefined {
    return eventToJson(event);
  }

  async unpack(packed: readonly string[]): Promise<TrackedEvent[]> {
    await this.#enter('unpack');
    return packed.map((text) => JSON.parse(text) as TrackedEvent);
  }
}
