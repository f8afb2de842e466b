import type { LoaderEnvironment } from './loaderEnvironment.js';

/** The Cache that keeps releases between page views. */
export class ReleaseCache {
  #name: string | undefined;
  /** Opened once: opening it again could bring back what was erased a moment before. Writing into it cannot. */
  #opened: Promise<Cache> | undefined;
  readonly #caches: LoaderEnvironment['caches'];

  /** @param name undefined where nothing may be kept */
  constructor(name: string | undefined, caches: LoaderEnvironment['caches']) {
    this.#name = name;
    this.#caches = caches;
  }

  /** Whether anything may be kept: there was permission, and the shopper has not erased what was kept. */
  get allowed(): boolean {
    return this.#name !== undefined;
  }

  /** @returns undefined where nothing may be kept, or the browser refuses it */
  async open(): Promise<Cache | undefined> {
    try {
      const caches = this.#caches();
      if (this.#name && caches) {
        const cache = await (this.#opened ??= caches.open(this.#name));
        if (await caches.has(this.#name)) return cache;
        // It was erased: nothing is kept any more.
        this.#name = undefined;
      }
    } catch {
      // Some private modes refuse it. Then every page view loads the release again.
    }
    return undefined;
  }

  /** Keeps a file, where that is possible. @param signal once it is aborted, nothing is written */
  async put(url: string, content: Uint8Array | string, signal?: AbortSignal): Promise<void> {
    const cache = await this.open();
    if (signal?.aborted) return;
    await cache?.put(url, new Response(content as Uint8Array<ArrayBuffer> | string)).catch(() => undefined);
  }
}
