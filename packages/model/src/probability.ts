import type { Reader } from '@aisle/core';
import type { ScoredRow } from './topK.js';

/** How the scores of one answer become probabilities. Part of the model's config; the trainer fits it. */
export interface ProbabilityConfig {
  /** Scores are divided by it (Guo et al. 2017, https://arxiv.org/abs/1706.04599). */
  readonly temperature: number;
  /** All items outside the best ones count as this many items with the lowest score of these. */
  readonly rest: number;
}

/** The number of best items that probabilities are computed from. */
export const PROBABILITY_CANDIDATES = 200;

const LIMITS = { temperature: 1000, rest: 1e9 } as const;

export const parseProbability = (reader: Reader): ProbabilityConfig => ({
  temperature: reader.field('temperature').positive(LIMITS.temperature),
  rest: reader.field('rest').positive(LIMITS.rest),
});

/**
 * The probability that the shopper's next item has this score:
 * exp(score / temperature) / (sum over the best items + rest · exp(lowest score of these / temperature)).
 *
 * @param best the `PROBABILITY_CANDIDATES` highest scores of all items, highest first
 * @returns from a score to its probability, 0 to 1
 */
export function probabilityScale(
  { temperature, rest }: ProbabilityConfig,
  best: readonly ScoredRow[],
): (score: number) => number {
  // The highest score is subtracted first, so that no exponential overflows.
  const highest = best[0]?.score ?? 0;
  const weight = (score: number) => Math.exp((score - highest) / temperature);
  const total = best.reduce((sum, { score }) => sum + weight(score), rest * weight(best.at(-1)?.score ?? 0));
  return (score) => Math.min(1, weight(score) / total);
}
