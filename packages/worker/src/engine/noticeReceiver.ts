import type { Notice } from '../protocol.js';

/** A notice travels for less than a millisecond. After this time it is lost. */
const LOST_AFTER_MS = 1000;

interface Waiting {
  readonly count: number;
  readonly resolve: (complete: boolean) => void;
}

/** Receives the page's notices and counts them, so that a request can wait for those that were sent before it. */
export class NoticeReceiver {
  #received = 0;
  readonly #waiting = new Set<Waiting>();

  constructor(port: MessagePort, handle: (notice: Notice) => void) {
    port.addEventListener('message', ({ data }: MessageEvent<Notice>) => {
      handle(data);
      this.#count(this.#received + 1);
    });
    // An unreadable notice counts as well: nobody must wait for it.
    port.addEventListener('messageerror', () => this.#count(this.#received + 1));
    port.start();
  }

  /** Whether that many notices have been received. */
  hasReceived(count: number): boolean {
    return this.#received >= count;
  }

  /**
   * Resolves with true when that many have been received. Resolves with false if they do not come: then they are lost,
   * and nobody waits for them again.
   */
  whenReceived(count: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        this.#count(Math.max(this.#received, count));
        resolve(false);
      }, LOST_AFTER_MS);
      const waiting: Waiting = {
        count,
        resolve: (complete) => {
          clearTimeout(timer);
          resolve(complete);
        },
      };
      this.#waiting.add(waiting);
    });
  }

  #count(received: number): void {
    this.#received = received;
    for (const waiting of this.#waiting) {
      if (waiting.count > received) continue;
      this.#waiting.delete(waiting);
      waiting.resolve(true);
    }
  }
}
