/** What the loader uses of its surroundings. */
export interface LoaderEnvironment {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Undefined, or throws, where the browser gives no Cache Storage. */
  readonly caches: () => CacheStorage | undefined;
  readonly locks: Pick<LockManager, 'request'> | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** From 0 up to, and not including, 1. */
  readonly random: () => number;
}

/** Those of a worker or a window, and of Node, which has no caches and no locks. */
export const globalEnvironment = (): LoaderEnvironment => ({
  fetch: (url, init) => fetch(url, init),
  caches: () => globalThis.caches,
  locks: globalThis.navigator?.locks,
  now: () => Date.now(),
  random: () => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32,
});
