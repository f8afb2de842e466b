/** Runs asynchronous work that must not overlap, in the order in which it was added. */
export class SerialQueue {
  /** Resolves when the latest work has ended. Undefined while nothing runs. */
  #last: Promise<void> | undefined;

  /**
   * Starts `work` synchronously if nothing runs, otherwise after all earlier work has ended or failed. Work must not
   * wait for other work that it adds to the same queue, because neither would end.
   *
   * @param work must not throw synchronously
   */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last ? this.#last.then(work) : work();
    const ended = () => {
      if (this.#last === last) this.#last = undefined;
    };
    const last: Promise<void> = result.then(ended, ended);
    this.#last = last;
    return result;
  }

  /**
   * Resolves after all earlier work. The caller's synchronous code then runs before later work. Undefined if nothing
   * runs, so that the caller can continue synchronously.
   */
  turn(): Promise<void> | undefined {
    return this.#last && this.run(async () => {});
  }
}
