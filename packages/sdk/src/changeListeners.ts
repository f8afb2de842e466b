/** Whom `subscribe` tells of changes. */
export class ChangeListeners {
  readonly #listeners = new Set<() => void>();
  #telling = false;

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Once for all changes of this moment. Later, and each by itself: a listener that asks for a list, or throws, stands in nobody's way. */
  tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      for (const listener of this.#listeners) queueMicrotask(listener);
    });
  }

  clear(): void {
    this.#listeners.clear();
  }
}
