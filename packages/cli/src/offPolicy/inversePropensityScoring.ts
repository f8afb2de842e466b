import { importanceWeight, type LoggedDecision } from './loggedDecision.js';

/**
 * The mean reward of the evaluated policy by inverse propensity scoring (IPS; Horvitz and Thompson 1952): unbiased. Rare
 * actions make it vary, and it can exceed every reward.
 *
 * @param decisions at least one
 */
export const inversePropensityScoring = (decisions: readonly LoggedDecision[]): number =>
  decisions.reduce((sum, decision) => sum + importanceWeight(decision) * decision.reward, 0) / decisions.length;
