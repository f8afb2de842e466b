import { contains, filterList, mapList } from '@aisle/core';

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
  /** In the order of their first signals. A new array after every change. */
  trace: readonly ConsentTrace[] = [];

  /** @param expected names of inputs that answer later; until then they are `unset` */
  constructor(expected: readonly string[] = []) {
    mapList(expected, (input) => this.set(input, 'unset', 'has not answered yet'));
  }

  set(input: string, signal: ConsentSignal, detail: string): void {
    const entry: ConsentTrace = { input, signal, detail };
    const trace = mapList(this.trace, (known) => (known.input === input ? entry : known));
    if (!contains(trace, entry)) trace[trace.length] = entry;
    this.trace = trace;
  }

  signalOf(input: string): ConsentSignal | undefined {
    return filterList(this.trace, (known) => known.input === input)[0]?.signal;
  }

  remove(input: string): void {
    this.trace = filterList(this.trace, (known) => known.input !== input);
  }

  get decision(): Consent {
    return this.decisionWithout(undefined);
  }

  /** The decision of all inputs except this one. */
  decisionWithout(excluded: string | undefined): Consent {
    const others = filterList(this.trace, ({ input }) => input !== excluded);
    const signals = mapList(others, ({ signal }) => signal);
    if (contains(signals, 'denied')) return 'denied';
    // A plugin without types may send another value, which does not grant consent.
    const withheld = filterList(signals, (signal) => signal !== 'granted' && signal !== 'no-objection');
    return contains(signals, 'granted') && withheld.length === 0 ? 'granted' : 'unset';
  }
}
