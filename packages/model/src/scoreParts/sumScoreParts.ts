import type { HistoryScores } from './historyParts.js';

/** The rows of which some part of the history's scores says something, each once. */
export function scoredRows(history: HistoryScores): Iterable<number> {
  const [first, ...others] = history;
  if (others.length === 0) return first?.scores.keys() ?? [];
  const rows = new Set<number>();
  for (const { scores } of history) for (const row of scores.keys()) rows.add(row);
  return rows;
}

/** What the parts of a history's scores give one item together, in logits. */
export function sumOfRow(history: HistoryScores, row: number): number {
  let sum = 0;
  for (const { scores } of history) sum += scores.get(row) ?? 0;
  return sum;
}

/**
 * Adds a history's scores to those of the network, in place. The one place where the parts of a score are added: every
 * tier and the trainer come to the same bits.
 *
 * @param scores float32, the network's and the item's statistics, as `scoreRows` gives them: [rows.length], or
 *   [itemCount + 1] where `rows` is absent
 */
export function sumScoreParts(scores: Float32Array, history: HistoryScores, rows?: Int32Array): void {
  if (history.length === 0) return;
  if (rows) rows.forEach((row, i) => (scores[i]! += sumOfRow(history, row)));
  else for (const row of scoredRows(history)) scores[row]! += sumOfRow(history, row);
}
