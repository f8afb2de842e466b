/** A decision that one policy took at random, and what another policy thinks of it. */
export interface LoggedDecision {
  /** What followed, 0 or 1 for success. */
  readonly reward: number;
  /** The probability with which the policy that decided took the action, above 0. */
  readonly loggedProbability: number;
  /** The probability with which the evaluated policy takes the same action, 0 to 1. */
  readonly targetProbability: number;
}

/** How often the evaluated policy takes the action for once that it was logged. */
export const importanceWeight = ({ loggedProbability, targetProbability }: LoggedDecision): number =>
  targetProbability / loggedProbability;
