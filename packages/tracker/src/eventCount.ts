import type { CountedEvents, HistoryCursor } from '@aisle/store';

/** Without an id, the history is not known yet: the next event of this page begins it. */
type Counted = Omit<CountedEvents, 'historyId'> & Partial<Pick<CountedEvents, 'historyId'>>;

/** The count after an erase. */
export const NO_EVENTS: Counted = { seq: 0, count: 0 };

/**
 * The number of stored events. It is read once from the database, and then follows the sequence numbers of this tab and the
 * others: they rise by one for every event, so an event that was read already, or whose message is lost, changes nothing.
 */
export class EventCount {
  readonly #maxEvents: number;
  #counted: Counted | undefined;

  constructor(maxEvents: number) {
    this.#maxEvents = maxEvents;
  }

  /** Undefined until the events were counted. */
  get value(): number | undefined {
    return this.#counted && Math.min(this.#counted.count, this.#maxEvents);
  }

  /** @param counted undefined: not known any more */
  set(counted: Counted | undefined): void {
    this.#counted = counted;
  }

  /** Counts an event of this page. */
  add({ historyId, seq }: HistoryCursor): void {
    if (this.#counted && !this.#counted.historyId) this.#counted = { historyId, seq, count: 1 };
    else this.follow({ historyId, seq });
  }

  /** Counts the events until this one. @returns false if it is of a history that was not counted: count again */
  follow({ historyId, seq }: HistoryCursor): boolean {
    const counted = this.#counted;
    if (counted?.historyId !== historyId) return false;
    const added = Math.max(0, seq - counted.seq);
    this.#counted = { historyId, seq: counted.seq + added, count: counted.count + added };
    return true;
  }
}
