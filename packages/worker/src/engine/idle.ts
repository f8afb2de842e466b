/** After a request, the next one is likely within this time. An update, which blocks the thread, waits for longer. */
const IDLE_MS = 300;
/** A page that sends requests all the time gets its update in between. */
const LONGEST_WAIT_MS = 10_000;

/** Knows when the engine was busy last, and lets background work wait for a pause. */
export class Idle {
  #busyAtMs = 0;
  readonly #now: () => number;
  readonly #stopped: AbortSignal;

  /**
   * @param now milliseconds since the worker started, as `performance.now()`
   * @param stopped once aborted, background work that waits for a pause never continues
   */
  constructor(now: () => number, stopped: AbortSignal) {
    this.#now = now;
    this.#stopped = stopped;
  }

  /** A request arrived, or an event, which a request tends to follow. */
  markBusy(): void {
    this.#busyAtMs = this.#now();
  }

  /** @param idleMs without a request or an event */
  async whenIdle(idleMs = IDLE_MS): Promise<void> {
    const untilMs = this.#now() + LONGEST_WAIT_MS;
    for (;;) {
      if (this.#stopped.aborted) await new Promise(() => {});
      const waitMs = Math.min(this.#busyAtMs + idleMs, untilMs) - this.#now();
      if (waitMs <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
