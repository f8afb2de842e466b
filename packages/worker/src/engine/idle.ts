/** The next request usually follows within this time. An update blocks the thread, so it waits longer. */
const IDLE_MS = 300;
/** The maximum wait, for pages that send requests continuously. */
const MAX_WAIT_MS = 10_000;

/** Delays background work until the engine has been idle for some time. */
export class Idle {
  #busyAtMs = 0;
  readonly #now: () => number;
  readonly #stopped: AbortSignal;

  /**
   * @param now milliseconds since the worker started, as `performance.now()`
   * @param stopped once aborted, delayed background work never continues
   */
  constructor(now: () => number, stopped: AbortSignal) {
    this.#now = now;
    this.#stopped = stopped;
  }

  /** Call at each request and each event, because an event usually precedes a request. */
  markBusy(): void {
    this.#busyAtMs = this.#now();
  }

  /** Resolves after `idleMs` without a request or an event. */
  async whenIdle(idleMs = IDLE_MS): Promise<void> {
    const untilMs = this.#now() + MAX_WAIT_MS;
    for (;;) {
      if (this.#stopped.aborted) await new Promise(() => {});
      const waitMs = Math.min(this.#busyAtMs + idleMs, untilMs) - this.#now();
      if (waitMs <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
