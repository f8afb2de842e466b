import { PROBABILITY_CANDIDATES, probabilityScale } from '@aisle/model';
import type { DecisionInput } from './decision.js';

/**
 * How the scores of a history become probabilities. They are those of the model alone: no item is excluded or boosted.
 *
 * @returns undefined if the release has no `config.probability`
 */
export async function probabilityOfScores({
  scorer,
  actions,
}: DecisionInput): Promise<((score: number) => number) | undefined> {
  const { probability } = scorer.release.config;
  return probability && probabilityScale(probability, await scorer.top(actions, PROBABILITY_CANDIDATES, new Set()));
}
