import type { Status } from './results.js';

/** The latest status, read on demand, and the listeners of `subscribe`. */
export class StatusSnapshot {
  #latest: Status | undefined;
  #isTelling = false;
  readonly #listeners = new Set<() => void>();
  readonly #read: () => Status;

  constructor(read: () => Status) {
    this.#read = read;
  }

  /** The same object until something changes. */
  get current(): Status {
    return (this.#latest ??= this.#read());
  }

  /** Makes the next `current` a new object, without calling the listeners. */
  refresh(): void {
    this.#latest = undefined;
  }

  /**
   * Calls the listeners, once for all changes of the same task. Each is called in a microtask of its own: one that
   * throws, or asks for a list, does not disturb the others.
   */
  changed(): void {
    this.refresh();
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
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
