import { AisleError, type AisleErrorCode } from '@aisle/core';

/** The longest wait that a timer can hold; a longer one, Infinity too, would end at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Settles with `work`, or rejects with `code` after `deadlineMs`, or with `aborted` when the signal says so. */
export function within<T>(
  work: Promise<T>,
  deadlineMs: number,
  code: AisleErrorCode,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(new AisleError('aborted', 'The call was aborted by its signal.'));
    const onDeadline = () => reject(new AisleError(code, `The engine did not answer within ${deadlineMs} ms.`));
    const timer = setTimeout(onDeadline, Math.min(deadlineMs, MAX_TIMER_MS));
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    void work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    });
  });
}
