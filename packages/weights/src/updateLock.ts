import type { LoaderEnvironment } from './loaderEnvironment.js';
import { throwIfStopped } from './stopped.js';

/** A tab without a release waits this long for the tab that downloads one. Then it downloads the release itself. */
const MAX_WAIT_MS = 15_000;

export interface LockOptions {
  readonly name: string;
  readonly environment: Pick<LoaderEnvironment, 'locks' | 'clock'>;
  /** Whether to wait for another tab. */
  readonly wait: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs `work` under a lock of all tabs. Without the lock, work is done twice, but nothing breaks: files have their hash
 * as name. So `work` also runs if the browser denies locks, or if another tab keeps the lock for too long.
 *
 * @returns undefined if another tab has the lock and `wait` is false
 * @throws AisleError `aborted`, or what `work` throws
 */
export async function withUpdateLock<T>(
  { name, environment: { locks, clock }, wait, signal }: LockOptions,
  work: () => Promise<T>,
): Promise<T | undefined> {
  if (!locks) return work();
  let begun = false;
  const waiting = new AbortController();
  const stopWaiting = () => waiting.abort();
  signal?.addEventListener('abort', stopWaiting);
  const cancelTimer = clock.after(MAX_WAIT_MS, stopWaiting);
  try {
    // LockManager does not accept a signal together with ifAvailable: https://w3c.github.io/web-locks/
    return await locks.request(name, wait ? { signal: waiting.signal } : { ifAvailable: true }, (lock) => {
      begun = true;
      return lock ? work() : undefined;
    });
  } catch (cause) {
    throwIfStopped(signal);
    // Browsers that deny storage deny locks too: https://w3c.github.io/web-locks/
    if (begun) throw cause;
    return work();
  } finally {
    cancelTimer();
    signal?.removeEventListener('abort', stopWaiting);
  }
}
