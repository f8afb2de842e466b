import { outcomes } from './outcomes.js';
import { precomputeRanking } from './precomputeRanking.js';
import { predict } from './predict.js';
import { rerank } from './rerank.js';

/** Every decision, by the name that the page calls it by. */
export const DECISIONS = { rerank, predict, precomputeRanking, outcomes };

/** The decisions as the page calls them. */
export type DecisionApi = {
  readonly [Name in keyof typeof DECISIONS]: (
    request: Parameters<(typeof DECISIONS)[Name]>[0],
  ) => ReturnType<(typeof DECISIONS)[Name]>;
};
