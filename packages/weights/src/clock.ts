/** Measures durations. Unlike the device's clock, it is never set. */
export interface Clock {
  /** Milliseconds since some start. */
  readonly nowMs: () => number;
  /** Calls `run` once. @returns a function that cancels it */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

export const monotonicClock: Clock = {
  nowMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
