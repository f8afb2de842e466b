import { ACTION_TYPES, seededRandom } from '@aisle/core';
import type { TrainedModel } from '../config.js';
import { REPEAT_AGE_COUNT, type Repeat, repeats } from '../repeat.js';
import { topK } from '../topK.js';
import { scoreExamples } from './evaluate.js';
import type { Example } from './split.js';

/** The network's best items, all of which compete with the label; of the rest a sample stands for all. */
const BEST_ITEMS = 200;
const SAMPLED_ITEMS = 200;

/** Features of an item that the history holds: one of each group, and the logarithm of the count. */
export const REPEAT_FEATURE_COUNT = REPEAT_AGE_COUNT + ACTION_TYPES.length + 1;

/** One validation example: the label among the items that compete with it. */
export interface CandidateSet {
  readonly example: Example;
  /** [candidates], embedding rows; the label is the first */
  readonly rows: Int32Array;
  /** [candidates], the network's logits */
  readonly networkLogits: Float32Array;
  /** [candidates], log of how many items each stands for (Jean et al. 2015) */
  readonly logWeights: Float32Array;
  /** By candidate; empty where the history is left out of the ranking. */
  readonly repeated: ReadonlyMap<number, Repeat>;
}

/**
 * The contests of all examples, whose labels must be known. One whose label the ranking leaves out with its history
 * teaches nothing and is left out.
 *
 * @param rivals by example: further items that compete, such as those that a memory recalls best
 */
export async function candidateSets(
  model: TrainedModel,
  examples: readonly Example[],
  rivals: (example: Example) => Iterable<number>,
  maskHistory: boolean,
  seed: number,
): Promise<CandidateSet[]> {
  const random = seededRandom(seed ^ 0xc047e57);
  const { itemCount } = model.config;
  const found: CandidateSet[] = [];
  await scoreExamples(model, examples, maskHistory, (index, scores) => {
    const example = examples[index]!;
    if (scores[example.labelRow] === -Infinity) return;
    const met = repeats(example.history);
    const chosen = new Set([example.labelRow]);
    for (const { row } of topK(scores, Math.min(BEST_ITEMS, itemCount))) if (scores[row]! > -Infinity) chosen.add(row);
    for (const row of rivals(example)) if (scores[row]! > -Infinity) chosen.add(row);
    if (!maskHistory) for (const row of met.keys()) chosen.add(row);
    const certain = chosen.size;
    for (let draw = 0; draw < SAMPLED_ITEMS; draw++) {
      const row = 1 + Math.floor(random() * itemCount);
      if (scores[row]! > -Infinity) chosen.add(row);
    }
    const rows = Int32Array.from(chosen);
    const excluded = maskHistory ? new Set(example.history.map(({ itemRow }) => itemRow)).size : 0;
    const standsFor = Math.max(1, itemCount - certain - excluded) / Math.max(1, rows.length - certain);
    const repeated = new Map<number, Repeat>();
    if (!maskHistory) {
      rows.forEach((row, candidate) => {
        const repeat = met.get(row);
        if (repeat) repeated.set(candidate, repeat);
      });
    }
    found[index] = {
      example,
      rows,
      networkLogits: Float32Array.from(rows, (row) => scores[row]!),
      logWeights: Float32Array.from(rows, (_, i) => (i < certain ? 0 : Math.log(standsFor))),
      repeated,
    };
  });
  // In the order of the examples, without the gaps.
  return found.filter((contest) => contest !== undefined);
}
