/** One sign of a program, measured. */
export interface RiskSignal {
  readonly name: 'recorder' | 'regular-intervals' | 'catalogue-sweep' | 'coupon-tries' | 'no-input';
  /** What was measured. `automationScore` lists the units. */
  readonly value: number;
  /** The value that decides: `strength` is one half there, except for `no-input`. */
  readonly limit: number;
  /** 0 to 1: how much this signal alone speaks for a program. */
  readonly strength: number;
}
