import type { Clock } from '../clock.js';

/** A clock that a test advances. */
export class FakeClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Map<() => void, number>();

  readonly nowMs = () => this.#nowMs;

  readonly after = (delayMs: number, run: () => void) => {
    const timer = () => run();
    this.#timers.set(timer, this.#nowMs + delayMs);
    return () => void this.#timers.delete(timer);
  };

  /** Timers that are due run in the order of their times. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(([, atMs]) => atMs <= untilMs).sort((a, b) => a[1] - b[1]);
      if (!next) break;
      const [run, atMs] = next;
      this.#timers.delete(run);
      this.#nowMs = Math.max(this.#nowMs, atMs);
      run();
    }
    this.#nowMs = untilMs;
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }
}
