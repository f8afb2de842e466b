import { randomNumbers } from '@aisle/core';
import { type Clock, monotonicClock } from './clock.js';

/** The platform features that the loader uses. */
export interface LoaderEnvironment {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Undefined, or throws, if the browser denies Cache Storage. */
  readonly caches: () => CacheStorage | undefined;
  readonly locks: Pick<LockManager, 'request'> | undefined;
  /** Measures waits and downloads. */
  readonly clock: Clock;
  /** The device's clock, milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** From 0 inclusive to 1 exclusive. */
  readonly random: () => number;
}

/** The features of a worker, a window, or Node. Node has no caches and no locks. */
export const globalEnvironment = (): LoaderEnvironment => ({
  fetch: (url, init) => fetch(url, init),
  caches: () => globalThis.caches,
  locks: globalThis.navigator?.locks,
  clock: monotonicClock,
  now: () => Date.now(),
  random: () => randomNumbers(1)[0]! / 2 ** 32,
});
