import { type ScoredRow, topOfRows } from '@aisle/model';
import type { DecisionInput } from './decision.js';

/**
 * The best items, highest score first. Equal scores are in the order of the list, or in row order.
 *
 * @param excluded rows that must not be in the result
 */
export type CandidateRanking = (count: number, excluded: ReadonlySet<number>) => Promise<readonly ScoredRow[]>;

/**
 * Ranks the items from which a row is composed.
 *
 * @param bestOfAll of the same input
 * @param rows absent for all items of the release
 * @param boost logits to add, by item id
 */
export async function candidateRanking(
  { scorer, actions, items }: DecisionInput,
  bestOfAll: CandidateRanking,
  rows: Int32Array | undefined,
  boost: ReadonlyMap<string, number>,
): Promise<CandidateRanking> {
  const boosts = new Map<number, number>();
  for (const [itemId, logits] of boost) {
    const row = items.rowOf(itemId);
    if (row !== undefined) boosts.set(row, logits);
  }
  // A scan of all items does not know the boosts, so boosted items are scored as a list.
  const listed = rows ?? Int32Array.from(boosts.keys());
  const scores = listed.length === 0 ? new Float32Array() : await scorer.score(actions, listed);
  const boosted = scores.map((score, i) => score + (boosts.get(listed[i]!) ?? 0));
  return async (count, excluded) => {
    const best = topOfRows(listed, boosted, count, (row) => !excluded.has(row));
    if (rows) return best;
    const others = await bestOfAll(count, new Set([...excluded, ...boosts.keys()]));
    return [...best, ...others].sort((a, b) => b.score - a.score || a.row - b.row);
  };
}
