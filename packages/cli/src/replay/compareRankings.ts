/** Number of compared list positions. */
export const COMPARED_LENGTH = 10;

/**
 * Scores that differ by less count as equal, in logits. Two engines add the same float32 numbers in different orders. For
 * logits up to 20, sums over 64 to 256 terms and two layers, they differ by up to 1e-5; this is ten times more.
 */
export const SCORE_TOLERANCE = 1e-4;

export interface ExpectedItem {
  readonly itemId: string;
  readonly score: number;
}

/** The first position, from 1, at which two lists differ by more than ties, and the largest score difference of an item. */
export function compareRankings(
  expected: readonly ExpectedItem[],
  found: readonly { readonly item_id: string; readonly score: number }[],
): { listPosition: number | undefined; scoreDifference: number } {
  const scoreOf = new Map(expected.map(({ itemId, score }) => [itemId, score]));
  let scoreDifference = 0;
  for (let i = 0; i < COMPARED_LENGTH; i++) {
    const item = found[i];
    const expectedScore = item && scoreOf.get(item.item_id);
    if (expectedScore !== undefined) scoreDifference = Math.max(scoreDifference, Math.abs(expectedScore - item!.score));
    if (item?.item_id === expected[i]?.itemId) continue;
    if (expectedScore === undefined || Math.abs(expectedScore - expected[i]!.score) > SCORE_TOLERANCE)
      return { listPosition: i + 1, scoreDifference };
  }
  return { listPosition: undefined, scoreDifference };
}
