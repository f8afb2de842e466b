import type { HistoryScores } from './historyParts.js';

/** The rows with a score in some part of the history's scores, each once. */
export function scoredRows(history: HistoryScores): Iterable<number> {
  const [first, ...others] = history;
  if (others.length === 0) return first?.scores.keys() ?? [];
  const rows = new Set<number>();
  for (const { scores } of history) for (const row of scores.keys()) rows.add(row);
  return rows;
}

/** The sum of a history's scores for one item, in logits. */
export function sumOfRow(history: HistoryScores, row: number): number {
  let sum = 0;
  for (const { scores } of history) sum += scores.get(row) ?? 0;
  return sum;
}

/**
 * Adds a history's scores to those of the network, in place. Every tier and the trainer add the parts with this
 * function, so they compute the same bits.
 *
 * @param scores float32, from `scoreRows` with the same `rows`
 */
export function sumScoreParts(scores: Float32Array, history: HistoryScores, rows?: Int32Array): void {
  if (history.length === 0) return;
  if (rows) rows.forEach((row, i) => (scores[i]! += sumOfRow(history, row)));
  else for (const row of scoredRows(history)) scores[row]! += sumOfRow(history, row);
}
