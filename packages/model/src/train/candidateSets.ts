import { ACTION_TYPES, seededRandom } from '@aisle/core';
import type { TrainedModel } from '../config.js';
import { REPEAT_AGE_COUNT, type Repeat, repeatsOf } from '../repeat.js';
import { topK } from '../topK.js';
import { scoreExamples } from './evaluate.js';
import type { Example } from './split.js';

/** The network's best items are all candidates. A sample represents the other items. */
const BEST_ITEMS = 200;
const SAMPLED_ITEMS = 200;

/** Features of an item of the history: one per age group, one per type, and the logarithm of the count. */
export const REPEAT_FEATURE_COUNT = REPEAT_AGE_COUNT + ACTION_TYPES.length + 1;

/** One validation example: the label and the items that compete with it. */
export interface CandidateSet {
  readonly example: Example;
  /** [candidates], embedding rows, the label first */
  readonly rows: Int32Array;
  /** [candidates], the network's logits */
  readonly networkLogits: Float32Array;
  /**
   * [candidates], logarithm of the number of items that each represents (Jean et al. 2015,
   * https://arxiv.org/abs/1412.2007)
   */
  readonly logWeights: Float32Array;
  /** By index of the candidate. Empty if the ranking excludes the history. */
  readonly repeats: ReadonlyMap<number, Repeat>;
}

/**
 * The candidate sets of all examples, whose labels must be known. An example is skipped if the ranking excludes its
 * label together with its history.
 *
 * @param competitors by example: further candidates, such as those of the strongest transitions
 */
export async function candidateSets(
  model: TrainedModel,
  examples: readonly Example[],
  competitors: (example: Example) => Iterable<number>,
  maskHistory: boolean,
  seed: number,
): Promise<CandidateSet[]> {
  const random = seededRandom(seed ^ 0xc047e57);
  const { itemCount } = model.config;
  const found: CandidateSet[] = [];
  await scoreExamples(model, examples, maskHistory, (index, scores) => {
    const example = examples[index]!;
    if (scores[example.labelRow] === -Infinity) return;
    const repeatsByRow = repeatsOf(example.history);
    const chosen = new Set([example.labelRow]);
    for (const { row } of topK(scores, Math.min(BEST_ITEMS, itemCount))) if (scores[row]! > -Infinity) chosen.add(row);
    for (const row of competitors(example)) if (scores[row]! > -Infinity) chosen.add(row);
    if (!maskHistory) for (const row of repeatsByRow.keys()) chosen.add(row);
    const certain = chosen.size;
    for (let draw = 0; draw < SAMPLED_ITEMS; draw++) {
      const row = 1 + Math.floor(random() * itemCount);
      if (scores[row]! > -Infinity) chosen.add(row);
    }
    const rows = Int32Array.from(chosen);
    const excludedCount = maskHistory ? new Set(example.history.map(({ itemRow }) => itemRow)).size : 0;
    const itemsPerSample = Math.max(1, itemCount - certain - excludedCount) / Math.max(1, rows.length - certain);
    const repeats = new Map<number, Repeat>();
    if (!maskHistory) {
      rows.forEach((row, candidate) => {
        const repeat = repeatsByRow.get(row);
        if (repeat) repeats.set(candidate, repeat);
      });
    }
    found[index] = {
      example,
      rows,
      networkLogits: Float32Array.from(rows, (row) => scores[row]!),
      logWeights: Float32Array.from(rows, (_, i) => (i < certain ? 0 : Math.log(itemsPerSample))),
      repeats,
    };
  });
  // In the order of the examples, without gaps.
  return found.filter((set) => set !== undefined);
}
