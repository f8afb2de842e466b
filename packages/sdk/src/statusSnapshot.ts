import type { Status } from './results.js';

/** The latest status, read when somebody asks for it, and whom `subscribe` tells of changes. */
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

  /** Makes the next `current` a new one, and tells nobody. */
  refresh(): void {
    this.#latest = undefined;
  }

  /**
   * Tells the listeners once for all changes of this moment. Later, and each by itself: one that throws, or asks for a
   * list, does not disturb the others.
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
