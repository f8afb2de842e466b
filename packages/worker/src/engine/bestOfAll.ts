import { PROBABILITY_CANDIDATES } from '@aisle/model';
import type { CandidateRanking } from './candidateRanking.js';
import type { DecisionInput } from './decision.js';

const NONE: ReadonlySet<number> = new Set();

/**
 * Ranks all items of the release for one history. If the release has probabilities, the scan for these also answers
 * requests that exclude few items.
 */
export function bestOfAll({ scorer, actions }: DecisionInput): CandidateRanking {
  let scanned: ReturnType<typeof scorer.top> | undefined;
  return async (count, excluded) => {
    if (!scorer.release.config.probability || count + excluded.size > PROBABILITY_CANDIDATES)
      return scorer.top(actions, count, excluded);
    scanned ??= scorer.top(actions, PROBABILITY_CANDIDATES, NONE);
    return (await scanned).filter(({ row }) => !excluded.has(row)).slice(0, count);
  };
}
