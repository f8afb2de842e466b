import { lookupTransitions, type TransitionTable } from '@aisle/model';

/** Every entry counts the same, whatever the order of the items. */
const SUM = { queryDecay: 1, queryLength: Infinity };

/** The rows that a table names for some rows, and the sum of their strengths. */
export function relatedRows(
  table: TransitionTable,
  ofRows: Iterable<number>,
): [rows: readonly number[], strengths: readonly number[]] {
  const found = lookupTransitions(
    table,
    SUM,
    Array.from(ofRows, (itemRow) => ({ itemRow, typeIndex: 0 })),
  );
  return [[...found.keys()], [...found.values()]];
}
