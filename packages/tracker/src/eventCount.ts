import type { CountedEvents, HistoryCursor } from '@aisle/store';

/** The count after an erase. The history has no id yet: the next event of this page begins it. */
export const NO_EVENTS: CountedEvents = { historyId: '', seq: 0, count: 0 };

/**
 * The number of stored events. It is read once from the database, and then follows the sequence numbers of this tab and the
 * others: they rise by one for every event, so an event that was read already, or whose message is lost, changes nothing.
 */
export class EventCount {
  /** Undefined until the events were counted. */
  counted: CountedEvents | undefined;

  /** Counts an event of this page. */
  add(cursor: HistoryCursor): void {
    if (this.counted?.historyId === '') this.counted = { ...cursor, count: 1 };
    else this.follow(cursor);
  }

  /** Counts the events until this one. @returns false if it is of a history that was not counted: count again */
  follow({ historyId, seq }: HistoryCursor): boolean {
    const { counted } = this;
    if (counted?.historyId !== historyId) return false;
    if (seq > counted.seq) this.counted = { historyId, seq, count: counted.count + seq - counted.seq };
    return true;
  }
}
