import type { Status } from './results.js';

/** Caches the latest status, and calls the listeners of `subscribe`. */
export class StatusSnapshot {
  #latest: Status | undefined;
  #isNotifying = false;
  readonly #listeners = new Set<() => void>();
  readonly #read: () => Status;

  constructor(read: () => Status) {
    this.#read = read;
  }

  /** The same object until something changes. */
  get current(): Status {
    return (this.#latest ??= this.#read());
  }

  /** Marks the cached status as stale, without calling the listeners. */
  invalidate(): void {
    this.#latest = undefined;
  }

  /**
   * Calls the listeners, once for all changes of a task. Each listener runs in a separate microtask, so that one that throws
   * does not affect the others.
   */
  notify(): void {
    this.invalidate();
    if (this.#isNotifying) return;
    this.#isNotifying = true;
    queueMicrotask(() => {
      this.#isNotifying = false;
      for (const listener of this.#listeners) queueMicrotask(listener);
    });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
