/** What Aisle goes by. */
export type Consent = 'unset' | 'granted' | 'denied';

/**
 * What one input says. `unset` is no yes: nobody was asked yet, or the answer is still on its way. `no-objection` is none
 * either, of an input that can only object.
 */
export type ConsentSignal = Consent | 'no-objection';

/** One line of how a decision came about. */
export interface ConsentTrace {
  readonly input: string;
  readonly signal: ConsentSignal;
  /** What was found, for people. */
  readonly detail: string;
}

/** Puts the inputs of consent together: the most restrictive wins, all that were named must have spoken, and one must have said yes. */
export class ConsentInputs {
  readonly #inputs = new Map<string, ConsentTrace>();
  #trace: readonly ConsentTrace[] | undefined;

  /** @param expected names of inputs that will speak later; until then they are unset */
  constructor(expected: readonly string[] = []) {
    for (const input of expected) this.set(input, 'unset', 'has not spoken yet');
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
    const signals = this.trace.map(({ signal }) => signal);
    if (signals.includes('denied')) return 'denied';
    // A signal of another kind, from a plugin without types, is no yes either.
    return signals.includes('granted') && signals.every((signal) => signal === 'granted' || signal === 'no-objection')
      ? 'granted'
      : 'unset';
  }

  /** In the order in which the inputs were named. The same array until an input speaks: whoever shows it draws it once. */
  get trace(): readonly ConsentTrace[] {
    return (this.#trace ??= [...this.#inputs.values()]);
  }
}
