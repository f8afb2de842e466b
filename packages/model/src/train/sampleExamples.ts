import { seededRandom } from '@aisle/core';
import type { Example } from './split.js';

/** Enough examples for a standard error of NDCG@10 near .003, few enough to take seconds. */
const MAX_EXAMPLES = 5000;

/**
 * A sample by a partial Fisher-Yates shuffle (Durstenfeld 1964, https://doi.org/10.1145/364520.364540). A seed always
 * gives the same examples, and a larger sample begins with a smaller one.
 *
 * @param maximum at least `MAX_EXAMPLES`
 */
export function sampleExamples<One extends Example>(
  examples: readonly One[],
  seed: number,
  maximum = MAX_EXAMPLES,
): readonly One[] {
  if (examples.length <= MAX_EXAMPLES) return examples;
  const count = Math.min(maximum, examples.length);
  const random = seededRandom(seed ^ 0x5eed);
  const picked = [...examples];
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (picked.length - i));
    [picked[i], picked[j]] = [picked[j]!, picked[i]!];
  }
  return picked.slice(0, count);
}
