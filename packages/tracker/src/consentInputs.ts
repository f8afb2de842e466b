/** What one input says. `unset` is no yes: nobody was asked yet, or the answer is still on its way. */
export type ConsentSignal = 'unset' | 'granted' | 'denied';

/** One line of how a decision came about. */
export interface ConsentTrace {
  readonly input: string;
  readonly signal: ConsentSignal;
  /** What was found, for people. */
  readonly detail: string;
}

/** Puts the inputs of consent together: the most restrictive wins, and all that were named must have agreed. */
export class ConsentInputs {
  private readonly inputs = new Map<string, ConsentTrace>();

  /** @param expected names of inputs that will speak later; until then they are unset */
  constructor(expected: readonly string[] = []) {
    for (const input of expected) this.set(input, 'unset', 'has not spoken yet');
  }

  set(input: string, signal: ConsentSignal, detail: string): void {
    this.inputs.set(input, { input, signal, detail });
  }

  get decision(): ConsentSignal {
    const signals = this.trace.map(({ signal }) => signal);
    if (signals.includes('denied')) return 'denied';
    return signals.length === 0 || signals.includes('unset') ? 'unset' : 'granted';
  }

  /** In the order in which the inputs were named. */
  get trace(): readonly ConsentTrace[] {
    return [...this.inputs.values()];
  }
}
