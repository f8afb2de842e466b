import type { TrackedEvent } from '@aisle/core';
import { type Action, appendActions } from '@aisle/model';
import { HistoryFollower, type HistoryReader } from './historyFollower.js';

/** The maximum number of events to read. It is several times the model's context, because not every event is an action. */
const MAX_EVENTS = 1000;

type RowOfItem = (itemId: string) => number | undefined;

/** The engine's copy of the latest events, by which it ranks. */
export class History extends HistoryFollower {
  #events: TrackedEvent[] = [];
  /** The events converted to the model's actions, for the release of the latest request. */
  #converted: { readonly rowOfItem: RowOfItem; readonly actions: Action[]; events: number } | undefined;

  constructor(store: HistoryReader) {
    super(store, MAX_EVENTS);
  }

  protected override add(events: readonly TrackedEvent[]): void {
    this.#events.push(...events);
    if (this.#events.length <= 2 * MAX_EVENTS) return;
    // Rare, because all other events must be converted again.
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

  /** Whether the latest events have actions, of items that the release knows or not. */
  get hasActions(): boolean {
    return this.#events.some((event) => {
      const actions: Action[] = [];
      appendActions(actions, event, () => 0);
      return actions.length > 0;
    });
  }

  /**
   * The history as the model's actions, oldest first, without items that the release does not know. The array is reused
   * and extended until events are dropped or another release asks.
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
