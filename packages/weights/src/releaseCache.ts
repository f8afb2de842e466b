import type { LoaderEnvironment } from './loaderEnvironment.js';

/** The Cache that stores releases between page views. */
export class ReleaseCache {
  #name: string | undefined;
  /** Opened once: a second `open` would create the cache again after an erase. Writing into it does not. */
  #opened: Promise<Cache> | undefined;
  readonly #caches: LoaderEnvironment['caches'];

  /** @param name undefined if storing is not permitted */
  constructor(name: string | undefined, caches: LoaderEnvironment['caches']) {
    this.#name = name;
    this.#caches = caches;
  }

  /** Whether storing is permitted and the shopper has not erased the cache since. */
  get allowed(): boolean {
    return this.#name !== undefined;
  }

  /** @returns undefined if storing is not permitted or the browser denies it */
  async open(): Promise<Cache | undefined> {
    try {
      const caches = this.#caches();
      if (this.#name && caches) {
        const cache = await (this.#opened ??= caches.open(this.#name));
        if (await caches.has(this.#name)) return cache;
        // The shopper erased it: nothing is stored any more.
        this.#name = undefined;
      }
    } catch {
      // Some private modes deny Cache Storage. Each page view then downloads the release again.
    }
    return undefined;
  }

  /** Stores a file if possible. @param signal once aborted, nothing is written */
  async put(url: string, content: Uint8Array | string, signal?: AbortSignal): Promise<void> {
    const cache = await this.open();
    if (signal?.aborted) return;
    await cache?.put(url, new Response(content as Uint8Array<ArrayBuffer> | string)).catch(() => undefined);
  }
}
