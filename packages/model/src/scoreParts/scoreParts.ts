import type { ItemMatrix } from '../light/itemMatrix.js';
import { itemLogit } from '../light/scoreRows.js';
import type { HistoryScores } from './historyParts.js';

/** A score by its parts, in logits. */
export interface ScoreColumn {
  /** `network`, `statistics`, or the name of a history's part. */
  readonly name: string;
  /** [rows.length] */
  readonly values: Float64Array;
}

/**
 * The columns that add up to the scores of some items: what the network says, what the item's bias adds (its statistics
 * among all shoppers, and what training left there), and each part of the history's scores.
 *
 * @param query float32 [width], from `LightEncoder.query`
 * @param rows embedding rows
 */
export function scoreParts(
  query: Float32Array,
  items: ItemMatrix,
  history: HistoryScores,
  rows: Int32Array,
): readonly ScoreColumn[] {
  const column = (name: string, valueOf: (row: number) => number): ScoreColumn => ({
    name,
    values: Float64Array.from(rows, valueOf),
  });
  return [
    column('network', (row) => itemLogit(query, items, row)),
    column('statistics', (row) => items.bias[row]!),
    ...history.map(({ name, scores }) => column(name, (row) => scores.get(row) ?? 0)),
  ];
}
