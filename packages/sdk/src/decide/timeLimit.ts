const DEFAULT_DEADLINE_MS = 2_000;
/** A longer timer runs at once: https://developer.mozilla.org/docs/Web/API/Window/setTimeout#maximum_delay_value. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The time that one call has, over all that it waits for. */
export interface TimeLimit {
  /** Milliseconds until the deadline, at least 0. */
  leftMs(): number;
  /** Settles with `work`, or with undefined at the deadline. */
  within<T>(work: Promise<T>): Promise<T | undefined>;
}

/** @param wantedMs from the page. What is no number is the default of every request, 2,000 */
export function timeLimit(wantedMs: unknown): TimeLimit {
  const startedMs = performance.now();
  const numberMs = Number(wantedMs ?? NaN);
  const deadlineMs = numberMs > -Infinity ? numberMs : DEFAULT_DEADLINE_MS;
  const leftMs = () => Math.max(0, deadlineMs - (performance.now() - startedMs));
  return {
    leftMs,
    within: (work) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, Math.min(leftMs(), MAX_TIMER_MS));
        work.then(resolve, reject).finally(() => clearTimeout(timer));
      }),
  };
}
