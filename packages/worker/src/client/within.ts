import { AisleError, type AisleErrorCode, toAisleError } from '@aisle/core';

/** The maximum delay of a timer: https://developer.mozilla.org/docs/Web/API/Window/setTimeout#maximum_delay_value. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Settles with `work`, rejects with `code` after `deadlineMs`, or rejects when the signal is aborted. The latter has the
 * signal's reason if that is an AisleError, otherwise `aborted` with the reason's text.
 *
 * The listener is removed. `Promise.race` with a promise that stays pending would retain every result instead.
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
