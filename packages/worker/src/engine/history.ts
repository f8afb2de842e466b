import type { TrackedEvent } from '@aisle/core';
import { appendActions, type Action } from '@aisle/model';
import type { EventStore, Position, StoredEvents } from '@aisle/store';

/** Events read back at most. Not every event is an action that the model reads, so this is several times its context. */
const MAX_EVENTS = 1000;

type RowOfItem = (itemId: string) => number | undefined;

/**
 * The engine's copy of the stored history. IndexedDB is the truth; numbered events keep the copy current without
 * reading it, and a gap in the numbers (another tab, a missed message) makes it read what is missing.
 */
export class History {
  private events: TrackedEvent[] = [];
  private position: Position | undefined;
  private reading: Promise<void> | undefined;
  private forgotten = 0;
  /** The events as the model reads them, for the release that asked last; grows with them. */
  private modelled: { readonly rowOfItem: RowOfItem; readonly actions: Action[]; events: number } | undefined;

  constructor(private readonly store: EventStore) {}

  /** Of the history that was read; undefined before. */
  get epoch(): string | undefined {
    return this.position?.epoch;
  }

  advance(event: TrackedEvent, position: Position): void {
    if (this.reading || !this.position) return;
    const next = this.position.epoch === position.epoch && this.position.seq + 1 === position.seq;
    if (next) this.append([event], position);
  }

  private append(events: readonly TrackedEvent[], position: Position): void {
    this.events.push(...events);
    this.position = position;
    if (this.events.length <= 2 * MAX_EVENTS) return;
    // Not with every event, since what was made of the others is made anew.
    this.events.splice(0, this.events.length - MAX_EVENTS);
    this.modelled = undefined;
  }

  forget(): void {
    this.forgotten += 1;
    this.events = [];
    this.position = undefined;
    this.modelled = undefined;
  }

  /** Brings the copy up to `wanted`, the latest event that the page knows of. */
  async catchUp(wanted: Position | undefined): Promise<void> {
    // One read at a time; a reader that finds one under way looks again after it.
    while (this.reading) await this.reading;
    if (this.isCurrent(wanted)) return;
    this.reading = this.read().finally(() => {
      this.reading = undefined;
      // Reads are rare, and an open database stands in the way of its deletion, most of all where the page is frozen.
      void this.store.close();
    });
    await this.reading;
  }

  /** Takes the history of a page that keeps it in memory: no database has it. */
  take({ events, epoch, seq }: StoredEvents): void {
    const known = this.position?.epoch === epoch ? this.position.seq : 0;
    if (known === 0) this.forget();
    this.append(known === seq ? [] : events.slice(known - seq), { epoch, seq });
  }

  private isCurrent(wanted: Position | undefined): boolean {
    // No known event and nothing read yet: an earlier page view may have left some.
    if (!wanted) return this.position !== undefined;
    return this.position?.epoch === wanted.epoch && this.position.seq >= wanted.seq;
  }

  private async read(): Promise<void> {
    const known = this.position;
    const { forgotten } = this;
    const stored = await this.store.readSince(known?.seq ?? 0, MAX_EVENTS);
    // Erased while it was being read.
    if (forgotten !== this.forgotten) return;
    if (known && stored.epoch !== known.epoch) {
      // The database was deleted and made anew; numbers of the old one mean nothing in it.
      this.forget();
      const again = this.forgotten;
      const all = await this.store.readSince(0, MAX_EVENTS);
      if (again === this.forgotten) this.append(all.events, all);
    } else {
      this.append(stored.events, stored);
    }
  }

  /**
   * The history as the model reads it, oldest first; items unknown to the release are left out. The same array as last
   * time, grown at its end, unless earlier events were forgotten or another release asks.
   */
  actions(rowOfItem: RowOfItem): readonly Action[] {
    if (this.modelled?.rowOfItem !== rowOfItem) this.modelled = { rowOfItem, actions: [], events: 0 };
    const { modelled, events } = this;
    for (; modelled.events < events.length; modelled.events++) appendActions(modelled.actions, events[modelled.events]!, rowOfItem);
    return modelled.actions;
  }
}
