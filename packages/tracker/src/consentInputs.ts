/** The decision about consent. */
export type Consent = 'unset' | 'granted' | 'denied';

/**
 * The signal of one input. `unset`: it has not answered yet. `no-objection`: it can only object, and does not. Neither
 * grants consent.
 */
export type ConsentSignal = Consent | 'no-objection';

/** One input's part in a decision. */
export interface ConsentTrace {
  readonly input: string;
  readonly signal: ConsentSignal;
  /** An explanation for people. */
  readonly detail: string;
}

/** Consent is granted only if every named input has answered, none has denied, and at least one has granted. */
export class ConsentInputs {
  readonly #inputs = new Map<string, ConsentTrace>();
  #trace: readonly ConsentTrace[] | undefined;

  /** @param expected names of inputs that answer later; until then they are `unset` */
  constructor(expected: readonly string[] = []) {
    for (const input of expected) this.set(input, 'unset', 'has not answered yet');
  }

  set(input: string, signal: ConsentSignal, detail: string): void {
    this.#inputs.set(input, { input, signal, detail });
    this.#trace = undefined;
  }

  signalOf(input: string): ConsentSignal | undefined {
    return this.#inputs.get(input)?.signal;
  }

  remove(input: string): void {
    this.#inputs.delete(input);
    this.#trace = undefined;
  }

  get decision(): Consent {
    return this.decisionWithout(undefined);
  }

  /** The decision of all inputs except this one. */
  decisionWithout(excluded: string | undefined): Consent {
    const signals = this.trace.filter(({ input }) => input !== excluded).map(({ signal }) => signal);
    if (signals.includes('denied')) return 'denied';
    // A plugin without types may send another value, which does not grant consent.
    return signals.includes('granted') && signals.every((signal) => signal === 'granted' || signal === 'no-objection')
      ? 'granted'
      : 'unset';
  }

  /** The inputs in the order of their first signals. Returns the same array until an input changes. */
  get trace(): readonly ConsentTrace[] {
    return (this.#trace ??= [...this.#inputs.values()]);
  }
}
