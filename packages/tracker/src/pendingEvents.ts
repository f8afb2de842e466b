import type { NotStoredReason, TrackResult } from './trackResult.js';

/** If there are more events, the oldest is dropped. */
const MAX_PENDING = 100;

interface PendingEvent {
  readonly record: () => Promise<TrackResult>;
  readonly settle: (result: TrackResult | Promise<TrackResult>) => void;
}

/** Holds events in this page's memory until it is known whether they may be recorded. */
export class PendingEvents {
  readonly #mustWait: () => boolean;
  readonly #pending: PendingEvent[] = [];

  constructor(mustWait: () => boolean) {
    this.#mustWait = mustWait;
  }

  /**
   * Records an event now, or at a later `flush`.
   *
   * @returns the result of `record`, or the reason why it was not called
   */
  add(record: () => Promise<TrackResult>): Promise<TrackResult> {
    if (!this.#mustWait()) return record();
    return new Promise((settle) => {
      this.#pending.push({ record, settle });
      if (this.#pending.length > MAX_PENDING) this.#pending.shift()!.settle({ stored: false, reason: 'no-consent' });
    });
  }

  flush(): void {
    if (this.#mustWait()) return;
    for (const { record, settle } of this.#pending.splice(0)) settle(record());
  }

  discardAll(reason: NotStoredReason): void {
    for (const { settle } of this.#pending.splice(0)) settle({ stored: false, reason });
  }
}
