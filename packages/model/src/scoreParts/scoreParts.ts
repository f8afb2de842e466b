import type { ItemMatrix } from '../light/itemMatrix.js';
import { itemLogit } from '../light/scoreRows.js';
import type { HistoryScores } from './historyParts.js';

/** One part of the scores, in logits. */
export interface ScoreColumn {
  /** `network`, `statistics`, or the name of a part of the history. */
  readonly name: string;
  /** [rows.length] */
  readonly values: Float64Array;
}

/**
 * The columns whose sum is the scores of some items. They are the network's logit, the item's bias, and each part of
 * the history's scores. The bias is what training learned, plus the item's statistics among all shoppers.
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
  const column = (name: string, scoreOf: (row: number) => number): ScoreColumn => ({
    name,
    values: Float64Array.from(rows, scoreOf),
  });
  return [
    column('network', (row) => itemLogit(query, items, row)),
    column('statistics', (row) => items.bias[row]!),
    ...history.map(({ name, scores }) => column(name, (row) => scores.get(row) ?? 0)),
  ];
}
