import type { TrackedEvent } from '@aisle/core';
import { appendActions, type Action } from '@aisle/model';
import type { EventStore, Position } from '@aisle/store';

/** Events read back at most. Not every event is an action that the model reads, so this is several times its context. */
const MAX_EVENTS = 1000;

/**
 * The engine's copy of the stored history. IndexedDB is the truth; numbered events keep the copy current without
 * reading it, and a gap in the numbers (another tab, a missed message) makes it read what is missing.
 */
export class History {
  private events: TrackedEvent[] = [];
  private position: Position | undefined;
  private reading: Promise<void> | undefined;
  /** Rises with every change, so that results can be kept as long as it stays. */
  version = 0;

  constructor(private readonly store: EventStore) {}

  advance(event: TrackedEvent, position: Position): void {
    if (this.reading || !this.position) return;
    const next = this.position.epoch === position.epoch && this.position.seq + 1 === position.seq;
    if (next) this.append([event], position);
  }

  private append(events: readonly TrackedEvent[], position: Position): void {
    this.events.push(...events);
    if (this.events.length > MAX_EVENTS) this.events.splice(0, this.events.length - MAX_EVENTS);
    this.position = position;
    this.version += 1;
  }

  forget(): void {
    this.events = [];
    this.position = undefined;
    this.version += 1;
  }

  /** Brings the copy up to `wanted`, the latest event that the page knows of. */
  async catchUp(wanted: Position | undefined): Promise<void> {
    // One read at a time; a reader that finds one under way looks again after it.
    while (this.reading) await this.reading;
    if (this.isCurrent(wanted)) return;
    this.reading = this.read().finally(() => (this.reading = undefined));
    await this.reading;
  }

  private isCurrent(wanted: Position | undefined): boolean {
    // No known event and nothing read yet: an earlier page view may have left some.
    if (!wanted) return this.position !== undefined;
    return this.position?.epoch === wanted.epoch && this.position.seq >= wanted.seq;
  }

  private async read(): Promise<void> {
    const known = this.position;
    const stored = await this.store.readSince(known?.seq ?? 0, MAX_EVENTS);
    if (known && stored.epoch !== known.epoch) {
      // The database was deleted and made anew; numbers of the old one mean nothing in it.
      this.forget();
      const all = await this.store.readSince(0, MAX_EVENTS);
      this.append(all.events, all);
    } else {
      this.append(stored.events, stored);
    }
  }

  /** The history as the model reads it, oldest first; items unknown to the release are left out. */
  actions(rowOfItem: (itemId: string) => number | undefined): Action[] {
    const actions: Action[] = [];
    for (const event of this.events) appendActions(actions, event, rowOfItem);
    return actions;
  }
}
