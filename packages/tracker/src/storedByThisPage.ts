import type { HistoryCursor } from '@aisle/store';

/** The events that this page view stored on the device, so that they can be removed again. */
export class StoredByThisPage {
  /** Of one history: a sequence number means another event in another history. */
  readonly #cursors: HistoryCursor[] = [];

  add(cursor: HistoryCursor): void {
    if (this.#cursors[0]?.historyId !== cursor.historyId) this.take();
    this.#cursors.push(cursor);
  }

  /** Hands the events over and forgets them. */
  take(): readonly HistoryCursor[] {
    return this.#cursors.splice(0);
  }
}
