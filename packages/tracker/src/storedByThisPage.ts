import type { HistoryCursor } from '@aisle/store';

/** The events that this page view stored on the device, for their removal. */
export class StoredByThisPage {
  /** Cursors of one history: sequence numbers of another history belong to other events. */
  readonly #cursors: HistoryCursor[] = [];

  add(cursor: HistoryCursor): void {
    if (this.#cursors[0]?.historyId !== cursor.historyId) this.take();
    this.#cursors.push(cursor);
  }

  /** Returns the cursors and removes them from this object. */
  take(): readonly HistoryCursor[] {
    return this.#cursors.splice(0);
  }
}
