import { importanceWeight, type LoggedDecision } from './loggedDecision.js';

/** A logged decision with the predictions of a model of rewards. */
export interface PredictedDecision extends LoggedDecision {
  /** The reward that the model predicts for the logged action. */
  readonly predictedReward: number;
  /** The mean of its predictions over the actions of the evaluated policy. */
  readonly expectedReward: number;
}

/**
 * The mean reward of the evaluated policy by the doubly robust estimator (DR; Dudík, Langford and Li 2011): the model's
 * expectation, corrected by the weighted errors of the model. It is right if the model or the probabilities are.
 *
 * @param decisions at least one
 */
export const doublyRobust = (decisions: readonly PredictedDecision[]): number =>
  decisions.reduce(
    (sum, decision) =>
      sum + decision.expectedReward + importanceWeight(decision) * (decision.reward - decision.predictedReward),
    0,
  ) / decisions.length;
