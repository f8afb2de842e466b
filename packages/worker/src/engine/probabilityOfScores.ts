import { PROBABILITY_CANDIDATES, probabilityScale } from '@aisle/model';
import { bestOfAll } from './bestOfAll.js';
import type { CandidateRanking } from './candidateRanking.js';
import type { DecisionInput } from './decision.js';

/**
 * How the scores of a history become probabilities. They are those of the model alone: no item is excluded or boosted.
 *
 * @param best all items of the same input
 * @returns undefined if the release has no `config.probability`
 */
export async function probabilityOfScores(
  input: DecisionInput,
  best: CandidateRanking = bestOfAll(input),
): Promise<((score: number) => number) | undefined> {
  const { probability } = input.scorer.release.config;
  return probability && probabilityScale(probability, await best(PROBABILITY_CANDIDATES, new Set()));
}
