import { type PlainError, toPlainError } from '@aisle/core';

/** The number of problems in `status`. Older ones are usually the same. */
const MAX_PROBLEMS = 8;

/** The latest problems that a fallback solved. */
export class ProblemLog {
  readonly #problems: PlainError[] = [];

  /** @param cause an Error, a PlainError or anything else that was thrown */
  readonly report = (cause: unknown): void => {
    this.#problems.push(toPlainError(cause));
    if (this.#problems.length > MAX_PROBLEMS) this.#problems.shift();
  };

  /** Oldest first. */
  get latest(): readonly PlainError[] {
    return this.#problems;
  }
}
