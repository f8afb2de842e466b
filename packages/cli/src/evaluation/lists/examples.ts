import { ACTION_TYPES } from '@aisle/core';
import type { Example } from '@aisle/model/train';

const PURCHASE = ACTION_TYPES.indexOf('purchase');

/**
 * Examples after a purchase whose answer is an item that the shopper has not seen: what goes with a purchase, rather
 * than a return to something. In a log without purchases, every action counts as one.
 */
export function companionExamples(examples: readonly Example[]): Example[] {
  const hasPurchases = examples.some(({ history }) => history.some(({ typeIndex }) => typeIndex === PURCHASE));
  return examples.filter(
    ({ history, labelRow }) =>
      labelRow > 0 &&
      history.some(({ typeIndex }) => !hasPurchases || typeIndex === PURCHASE) &&
      history.every(({ itemRow }) => itemRow !== labelRow),
  );
}

/** The same examples with only the latest actions of each history. All histories have at least that many. */
export function truncated(examples: readonly Example[], length: number): Example[] {
  return examples.map((example) => ({
    ...example,
    history: length === 0 ? [] : example.history.slice(-length),
  }));
}
