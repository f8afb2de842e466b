import { candidateCount, composeRow, defaultRules, itemSimilarity, topK } from '@aisle/model';
import { type Example, scoreExamples } from '@aisle/model/train';
import type { Release } from '@aisle/weights';
import { type DiversityPoint, type TrainingCounts, VarietyTally } from './varietyTally.js';

const LIST_LENGTH = 10;
/** Values of `diversity`, from the score alone to the most different items. */
const DIVERSITIES = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9] as const;

/** Accuracy against variety: rows composed with the default quotas and with each value of `diversity`. */
export async function diversityCurve(
  release: Release,
  examples: readonly Example[],
  maskHistory: boolean,
  training: TrainingCounts,
): Promise<DiversityPoint[]> {
  const similarity = (a: number, b: number) => itemSimilarity(release.items, a, b);
  const read = examples.filter(({ history }) => history.length > 0);
  const tallies = DIVERSITIES.map(() => new VarietyTally(similarity, training));
  const rules = { ...defaultRules(LIST_LENGTH), maxViewed: LIST_LENGTH, viewedRows: new Set<number>() };
  const fixed = { ...rules, boughtKinds: new Set<number>(), kinds: release.kinds, similarity };
  await scoreExamples(release, read, maskHistory, (index, scores) => {
    const candidates = topK(scores, candidateCount(LIST_LENGTH), (row) => scores[row]! > -Infinity);
    DIVERSITIES.forEach((diversity, i) =>
      tallies[i]!.add(composeRow(candidates, { ...fixed, diversity }), read[index]!.labelRow),
    );
  });
  return DIVERSITIES.map((diversity, i) => tallies[i]!.point(diversity, release.config.itemCount));
}
