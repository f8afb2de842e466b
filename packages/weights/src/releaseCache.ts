import type { LoaderEnvironment } from './loaderEnvironment.js';

/** The Cache that keeps releases between page views. */
export class ReleaseCache {
  #opened = false;
  #name: string | undefined;
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
      if (!this.#name || !caches) return undefined;
      // It was erased since it was opened: an update that is still running must not bring it back.
      if (this.#opened && !(await caches.has(this.#name))) this.#name = undefined;
      if (!this.#name) return undefined;
      this.#opened = true;
      return await caches.open(this.#name);
    } catch {
      // Some private modes refuse it. Then every page view loads the release again.
      return undefined;
    }
  }

  /** Keeps a file, where that is possible. @param signal once it is aborted, nothing is written */
  async put(url: string, content: Uint8Array | string, signal?: AbortSignal): Promise<void> {
    const cache = await this.open();
    if (signal?.aborted) return;
    await cache?.put(url, new Response(content as Uint8Array<ArrayBuffer> | string)).catch(() => undefined);
  }
}
