import { type TrainedModel, topK } from '@aisle/model';
import { scoreExamples } from '@aisle/model/train';
import type { GoldenVector } from '@aisle/weights';

/** How close a model comes to the rankings of another program. */
export interface Parity {
  readonly histories: number;
  /** Histories with the same items at the top in the same order. */
  readonly sameTop: number;
  /** Mean share of the other program's items that are at the top here too, in any order. */
  readonly sharedTop: number;
  /** Of a score (logit). */
  readonly maxAbsoluteDifference: number;
}

/**
 * Scores the golden histories and compares with the recorded rankings.
 *
 * @param tolerance two items may change places if their scores differ by no more
 */
export async function goldenParity(
  model: TrainedModel,
  golden: readonly GoldenVector[],
  tolerance: number,
): Promise<Parity> {
  let [sameTop, shared, recorded, maxAbsoluteDifference] = [0, 0, 0, 0];
  const examples = golden.map(({ history }) => ({ userId: '', history, labelRow: 0 }));
  await scoreExamples(model, examples, false, (index, scores) => {
    const { top } = golden[index]!;
    const found = topK(scores, top.length);
    const rows = new Set(found.map(({ row }) => row));
    const isSame = top.every(({ row }, i) => {
      const best = found[i]!;
      return row === best.row || Math.abs(scores[row]! - best.score) <= tolerance;
    });
    if (isSame) sameTop += 1;
    for (const { row, score } of top) {
      const difference = Math.abs(scores[row]! - score);
      // `!(a <= b)`, so that NaN counts as a difference.
      if (!(difference <= maxAbsoluteDifference))
        maxAbsoluteDifference = Number.isNaN(difference) ? Infinity : difference;
      if (rows.has(row)) shared += 1;
    }
    recorded += top.length;
  });
  return { histories: golden.length, sameTop, sharedTop: shared / recorded, maxAbsoluteDifference };
}
