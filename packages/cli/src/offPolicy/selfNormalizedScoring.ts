import { importanceWeight, type LoggedDecision } from './loggedDecision.js';

/**
 * The mean reward of the evaluated policy by self-normalized inverse propensity scoring (SNIPS; Swaminathan and Joachims
 * 2015). It divides by the sum of the weights, so it stays within the rewards. It is biased in small logs.
 *
 * @param decisions at least one
 * @returns NaN if the evaluated policy takes none of the logged actions
 */
export function selfNormalizedScoring(decisions: readonly LoggedDecision[]): number {
  let [rewards, weights] = [0, 0];
  for (const decision of decisions) {
    const weight = importanceWeight(decision);
    rewards += weight * decision.reward;
    weights += weight;
  }
  return rewards / weights;
}
