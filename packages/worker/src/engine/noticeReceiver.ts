import type { Notice, NumberedNotice } from '../protocol.js';

/** A notice arrives within a millisecond. After this time it counts as lost. */
const LOST_AFTER_MS = 1000;

/** Receives the page's notices, so that a request can wait for the notices sent before it. */
export class NoticeReceiver {
  /** The highest number that was received or counted as lost. */
  #received = 0;
  /** Resolvers of pending waits, with the number that each waits for. */
  readonly #waiting = new Map<(complete: boolean) => void, number>();

  constructor(port: MessagePort, handle: (notice: Notice) => void) {
    port.addEventListener('message', ({ data }: MessageEvent<NumberedNotice>) => {
      handle(data);
      this.#receive(data.number);
    });
    // The unreadable notice may have been an erase. Requests that wait for it count it as lost.
    port.addEventListener('messageerror', () => handle({ kind: 'forget' }));
    port.start();
  }

  /** Whether this notice and all earlier ones have been received. */
  hasReceived(number: number): boolean {
    return this.#received >= number;
  }

  /**
   * Resolves with true when the notice of this number has been received. Resolves with false if it is lost; later
   * requests do not wait for it again.
   */
  whenReceived(number: number): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting.set(resolve, number);
      setTimeout(() => {
        if (!this.#waiting.delete(resolve)) return;
        // Resolve this one first: its caller drops the history before waits for earlier notices continue.
        resolve(false);
        this.#receive(number);
      }, LOST_AFTER_MS);
    });
  }

  /** `max`, because a late notice must not lower the number. */
  #receive(number: number): void {
    this.#received = Math.max(this.#received, number);
    for (const [resolve, awaited] of this.#waiting) {
      if (awaited <= this.#received && this.#waiting.delete(resolve)) resolve(true);
    }
  }
}
