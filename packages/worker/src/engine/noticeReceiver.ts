import type { Notice, NumberedNotice } from '../protocol.js';

/** A notice travels for less than a millisecond. After this time it is lost. */
const LOST_AFTER_MS = 1000;

/** Receives the page's notices, so that a request can wait for those that were sent before it. */
export class NoticeReceiver {
  /** The highest number that was received or given up. */
  #received = 0;
  /** What ends each wait, with the number that it waits for. */
  readonly #waiting = new Map<(complete: boolean) => void, number>();

  constructor(port: MessagePort, handle: (notice: Notice) => void) {
    port.addEventListener('message', ({ data }: MessageEvent<NumberedNotice>) => {
      handle(data);
      this.#receive(data.number);
    });
    // It may have said that the history was erased. What waits for it gives it up.
    port.addEventListener('messageerror', () => handle({ kind: 'forget' }));
    port.start();
  }

  /** Whether the notice of this number, and with it all before, has been received. */
  hasReceived(number: number): boolean {
    return this.#received >= number;
  }

  /**
   * Resolves with true when the notice of this number has been received. Resolves with false if it does not come: then
   * it is lost, and nobody waits for it again.
   */
  whenReceived(number: number): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting.set(resolve, number);
      setTimeout(() => {
        if (!this.#waiting.delete(resolve)) return;
        // First of all: who waits for an earlier one must find forgotten what this one forgets.
        resolve(false);
        this.#receive(number);
      }, LOST_AFTER_MS);
    });
  }

  /** A late notice does not count again: then a later one would count that is still under way. */
  #receive(number: number): void {
    this.#received = Math.max(this.#received, number);
    for (const [resolve, awaited] of this.#waiting) {
      if (awaited <= this.#received && this.#waiting.delete(resolve)) resolve(true);
    }
  }
}
