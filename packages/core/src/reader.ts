import { AisleError, type AisleErrorCode } from './errors.js';

/**
 * Reads JSON from outside. A field of the wrong form throws an error with its path, the expected form and its value.
 */
export class Reader {
  readonly #value: unknown;
  readonly #path: string;
  readonly #document: { readonly title: string; readonly code: AisleErrorCode };

  constructor(value: unknown, path: string, document: { readonly title: string; readonly code: AisleErrorCode }) {
    this.#value = value;
    this.#path = path;
    this.#document = document;
  }

  /** @param title the name of the document in error messages */
  static open(value: unknown, title: string, code: AisleErrorCode): Reader {
    return new Reader(value, '', { title, code });
  }

  refuse(expected: string): never {
    const found = JSON.stringify(this.#value) ?? 'nothing';
    const { title, code } = this.#document;
    throw new AisleError(code, `${title}: ${this.#path || 'it'} must be ${expected}, found ${found.slice(0, 80)}.`, {
      field: this.#path,
    });
  }

  field(name: string): Reader {
    if (typeof this.#value !== 'object' || this.#value === null) this.refuse('an object');
    return new Reader(
      (this.#value as Record<string, unknown>)[name],
      this.#path ? `${this.#path}.${name}` : name,
      this.#document,
    );
  }

  list(maximum: number, minimum = 0): Reader[] {
    const { length = -1 } = Array.isArray(this.#value) ? this.#value : {};
    if (length < minimum || length > maximum)
      this.refuse(minimum === maximum ? `a list of ${maximum}` : `a list of at most ${maximum}`);
    // Array.from, because map skips the holes of a sparse array.
    return Array.from(this.#value as unknown[], (entry, i) => new Reader(entry, `${this.#path}[${i}]`, this.#document));
  }

  text(pattern: RegExp, expected: string): string {
    if (typeof this.#value !== 'string' || !pattern.test(this.#value)) this.refuse(expected);
    return this.#value;
  }

  number(minimum: number, maximum: number): number {
    const value = this.#value;
    if (typeof value !== 'number' || !(value >= minimum && value <= maximum))
      this.refuse(`a number from ${minimum} to ${maximum}`);
    return value;
  }

  positive(maximum: number): number {
    const value = this.#value;
    if (typeof value !== 'number' || !(value > 0 && value <= maximum))
      this.refuse(`a number above 0, at most ${maximum}`);
    return value;
  }

  whole(maximum: number, minimum = 0): number {
    const value = this.#value;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum || value > maximum) {
      this.refuse(`a whole number from ${minimum} to ${maximum}`);
    }
    return value;
  }

  oneOf<T extends string | number>(...expected: readonly T[]): T {
    const found = expected.find((value) => value === this.#value);
    return found ?? this.refuse(expected.map((value) => JSON.stringify(value)).join(' or '));
  }

  /** The result of `read`; undefined if the field is absent. */
  optional<T>(read: (reader: Reader) => T): T | undefined {
    return this.#value === undefined ? undefined : read(this);
  }

  get raw(): unknown {
    return this.#value;
  }
}
