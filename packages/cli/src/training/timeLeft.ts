/**
 * Estimates how long a training still takes. The time before the first step is not counted: it prepares the data once.
 * Divided by one step, it would promise days.
 */
export class TimeLeft {
  readonly #epochs: number;
  readonly #now: () => number;
  #first: { readonly done: number; readonly atMs: number } | undefined;

  constructor(epochs: number, now: () => number = () => performance.now()) {
    this.#epochs = epochs;
    this.#now = now;
  }

  /**
   * Called after each step.
   *
   * @param done epochs since the start of the training, with the part of this one
   * @returns milliseconds, undefined after the first step
   */
  update(done: number): number | undefined {
    const atMs = this.#now();
    this.#first ??= { done, atMs };
    const trained = done - this.#first.done;
    return trained > 0 ? ((atMs - this.#first.atMs) / trained) * (this.#epochs - done) : undefined;
  }
}
