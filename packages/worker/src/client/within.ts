import { AisleError, type AisleErrorCode, toAisleError } from '@aisle/core';

/** The longest wait that a timer can hold; a longer one, Infinity too, would end at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Settles with `work`, or rejects with `code` after `deadlineMs`, or when the signal says so: with its reason where
 * that is an AisleError, else with `aborted` and the reason's text. Nothing stays at the signal. A race with a promise
 * that lasts would keep every result as long as that.
 */
export function within<T>(
  work: Promise<T>,
  deadlineMs: number,
  code: AisleErrorCode,
  signal?: AbortSignal,
): Promise<T> {
  let cleanUp: () => void;
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(toAisleError(signal!.reason, 'aborted'));
    const onDeadline = () => reject(new AisleError(code, `The engine did not answer within ${deadlineMs} ms.`));
    const timer = setTimeout(onDeadline, Math.min(deadlineMs, MAX_TIMER_MS));
    cleanUp = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort);
    work.then(resolve, reject);
  }).finally(() => cleanUp());
}
