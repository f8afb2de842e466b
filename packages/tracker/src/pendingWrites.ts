/** Writes in progress. An erasure waits for them, because each can create the database again. */
export class PendingWrites {
  readonly #writes = new Set<Promise<unknown>>();

  /** @param write must not reject */
  async add<T>(write: Promise<T>): Promise<T> {
    this.#writes.add(write);
    const result = await write;
    this.#writes.delete(write);
    return result;
  }

  /** Resolves when the writes of this moment have ended. */
  async settled(): Promise<void> {
    for (const write of [...this.#writes]) await write;
  }
}
