import { ACTION_TYPES } from '@aisle/core';
import {
  candidateCount,
  composeRow,
  defaultRules,
  floatItemMatrix,
  itemSimilarity,
  type TrainedModel,
  topK,
} from '@aisle/model';
import { scoreExamples, type TrainingHistory } from '@aisle/model/train';
import { sampleEvenly } from '../sampleEvenly.js';

/** Items whose rows are shown, and the length of a row. */
const ROWS = 6;
const ROW_LENGTH = 5;
/** What follows an item that fewer shoppers have seen could be the visit of one of them. */
const MIN_SHOPPERS = 10;
const VIEW = ACTION_TYPES.indexOf('view_item');

/** The row that a new visitor gets after one product page. Numbers are embedding rows. */
export interface RowExample {
  readonly itemRow: number;
  /** Shoppers of the training part who have seen the item. */
  readonly shoppers: number;
  readonly listedRows: readonly number[];
}

/**
 * Composes rows after one view, for items from the most seen to rarely seen ones. No shopper's history is read: an item
 * needs ten shoppers.
 */
export async function rowExamples(model: TrainedModel, training: readonly TrainingHistory[]): Promise<RowExample[]> {
  const shoppers = shoppersOfItems(training, model.config.itemCount);
  const seen = [...shoppers.keys()].filter((row) => shoppers[row]! >= MIN_SHOPPERS);
  const chosen = sampleEvenly(
    seen.sort((a, b) => shoppers[b]! - shoppers[a]! || a - b),
    ROWS,
  );
  const items = floatItemMatrix(model.values.get('item_embedding')!, model.values.get('item_bias')!);
  const rules = {
    ...defaultRules(ROW_LENGTH),
    kinds: model.kinds,
    viewedRows: new Set<number>(),
    boughtKinds: new Set<number>(),
    similarity: (a: number, b: number) => itemSimilarity(items, a, b),
  };
  const examples = chosen.map((itemRow) => ({
    userId: '',
    history: [{ itemRow, typeIndex: VIEW, timestampMs: 0 }],
    labelRow: 0,
  }));
  const rows: RowExample[] = [];
  await scoreExamples(model, examples, true, (index, scores) => {
    const candidates = topK(scores, candidateCount(ROW_LENGTH), (row) => scores[row]! > -Infinity);
    const itemRow = chosen[index]!;
    rows[index] = {
      itemRow,
      shoppers: shoppers[itemRow]!,
      listedRows: composeRow(candidates, rules).map(({ row }) => row),
    };
  });
  return rows;
}

/** @returns [itemCount + 1], the number of histories with the item */
function shoppersOfItems(training: readonly TrainingHistory[], itemCount: number): Uint32Array {
  const shoppers = new Uint32Array(itemCount + 1);
  for (const { actions } of training)
    for (const row of new Set(actions.map(({ itemRow }) => itemRow))) shoppers[row]! += 1;
  return shoppers;
}
