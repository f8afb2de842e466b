import type { CountedEvents, HistoryCursor } from '@aisle/store';

/** The count after an erase. The history has no id yet: the next event of this page begins it. */
export const NO_EVENTS: CountedEvents = { historyId: '', seq: 0, count: 0 };

/**
 * The number of stored events. It is read once from the database, and then follows the sequence numbers of this tab and the
 * others: they rise by one for every event. So an event that was read already does not count again, and a gap shows that
 * the events must be counted again: a message is lost, or events were removed.
 */
export class EventCount {
  /** Undefined until the events were counted. */
  counted: CountedEvents | undefined;

  /** Counts an event of this page, which can begin a history. @returns as `follow` */
  add(cursor: HistoryCursor): boolean {
    const { historyId } = cursor;
    if (this.counted?.historyId === '') this.counted = { ...NO_EVENTS, historyId };
    return this.follow(cursor);
  }

  /** Counts an event. @returns false if it does not follow those that were counted: count again */
  follow({ historyId, seq }: HistoryCursor): boolean {
    const { counted } = this;
    if (counted?.historyId !== historyId) return false;
    if (seq > counted.seq) this.counted = { historyId, seq, count: counted.count + 1 };
    return seq <= counted.seq + 1;
  }
}
