/** A share of successes, with what it rests on. */
export interface Estimate {
  /** 0 to 1. */
  readonly mean: number;
  /** Standard deviation of the mean. */
  readonly spread: number;
}

/** What a device knows at a decision, as 0 or 1: whether the cart has items, whether it ordered, whether it came back. */
export type ContextFeature = 'hasCart' | 'hasOrdered' | 'isReturning';

/** What the policy knows of one intervention. */
export interface InterventionPolicy {
  /** Success of devices that were shown it. */
  readonly shown: Estimate;
  /** Success of devices that could have been shown it and were not. */
  readonly base: Estimate;
  /** Measured exposures. A guess has none. */
  readonly exposures: number;
  /** Added to the uplift for each unit of a feature. Absent if context is not significant. */
  readonly context?: Readonly<Record<string, number>>;
}

/** How a release chooses among interventions: one static file, the same for every device. */
export interface Policy {
  readonly version: 1;
  /** Exposures that an intervention needs before it is chosen for its gain. */
  readonly minExposures: number;
  /**
   * How many standard deviations the lower bound of an uplift is below its mean. 1.2816 is the 10 % quantile of a normal
   * distribution.
   */
  readonly boundDeviations: number;
  /** The largest share of decisions that explore, 0 to 1. */
  readonly exploration: number;
  /** The smallest probability of an eligible intervention, 0 to 1. */
  readonly floor: number;
  /** Inverse-gap weighting: the higher, the less an action is explored that loses much. */
  readonly gamma: number;
  readonly interventions: Readonly<Record<string, InterventionPolicy>>;
}
