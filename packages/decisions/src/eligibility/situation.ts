/** An intervention that was shown or closed. */
export interface InterventionMoment {
  readonly id: string;
  readonly timestampMs: number;
}

/** What the rules know of a device at the moment of a decision. */
export interface Situation {
  /** Random id of the device's history. Groups and budgets are hashes of it. */
  readonly deviceId: string;
  readonly nowMs: number;
  readonly sessionStartMs: number;
  /** Number of items, and their value in the declaration's currency. */
  readonly cart: { readonly items: number; readonly value: number };
  readonly orders: number;
  /** Days between the last event of the previous session and this session; undefined in the first session. */
  readonly daysAway?: number;
  /** The latest viewed item's category and the categories of its path. */
  readonly viewedCategories: readonly string[];
  /** 0 to 1; undefined if the release has no head for it. */
  readonly purchaseProbability?: number;
  readonly automated: boolean;
  /** Those of the last 7 days, or more. */
  readonly exposures: readonly InterventionMoment[];
  readonly dismissals: readonly InterventionMoment[];
  /** Interventions that the shopper switched off. */
  readonly muted: 'all' | readonly string[];
}
