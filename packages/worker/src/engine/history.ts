import type { TrackedEvent } from '@aisle/core';
import { type Action, appendActions } from '@aisle/model';
import { HistoryFollower, type HistoryReader } from './historyFollower.js';

/** Events read back at most. Not every event is an action that the model reads, so this is several times its context. */
const MAX_EVENTS = 1000;

type RowOfItem = (itemId: string) => number | undefined;

/** The engine's copy of the latest events: what lists are ranked by. */
export class History extends HistoryFollower {
  #events: TrackedEvent[] = [];
  /** The events as the model reads them, for the release that asked last; grows with them. */
  #converted: { readonly rowOfItem: RowOfItem; readonly actions: Action[]; events: number } | undefined;

  constructor(store: HistoryReader) {
    super(store, MAX_EVENTS);
  }

  protected override add(events: readonly TrackedEvent[]): void {
    this.#events.push(...events);
    if (this.#events.length <= 2 * MAX_EVENTS) return;
    // Not with every event, since what was made of the others is made anew.
    this.#events.splice(0, this.#events.length - MAX_EVENTS);
    this.#converted = undefined;
  }

  protected override drop(): void {
    this.#events = [];
    this.#converted = undefined;
  }

  /** At least the latest MAX_EVENTS, oldest first. */
  get latest(): readonly TrackedEvent[] {
    return this.#events;
  }

  /**
   * The history as the model reads it, oldest first; items unknown to the release are left out. The same array as last
   * time, grown at its end, unless earlier events were forgotten or another release asks.
   */
  actions(rowOfItem: RowOfItem): readonly Action[] {
    if (this.#converted?.rowOfItem !== rowOfItem) this.#converted = { rowOfItem, actions: [], events: 0 };
    const converted = this.#converted;
    const events = this.#events;
    for (; converted.events < events.length; converted.events++)
      appendActions(converted.actions, events[converted.events]!, rowOfItem);
    return converted.actions;
  }
}
