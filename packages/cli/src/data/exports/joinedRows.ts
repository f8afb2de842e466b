import type { InputFile, ReadProgress } from '../inputFile.js';
import type { Row, RowBatch } from '../rowBatch.js';
import type { ExportRecord } from './exportRecord.js';
import { fieldOf } from './fieldOf.js';
import { type RecordFile, recordRows } from './recordFile.js';

/** How the items of one file belong to the orders of another. */
export interface OrderJoin {
  /** The column of the orders that the items name. */
  readonly orderKey: string;
  readonly itemKey: string;
  /** The columns of an order that its items get. */
  readonly orderColumns: readonly string[];
}

/** A file and what it is. */
export interface InspectedFile {
  readonly input: InputFile;
  readonly file: RecordFile;
}

/**
 * The records of the items, each with its order as `order`. Memory holds the columns of all orders. A malformed order
 * counts as missing.
 *
 * @param wanted columns of the items
 * @throws AisleError as `recordRows` does
 */
export async function* joinedRows(
  { orderKey, itemKey, orderColumns }: OrderJoin,
  orders: InspectedFile,
  items: InspectedFile,
  wanted: readonly string[],
  onProgress?: (progress: ReadProgress) => void,
): AsyncGenerator<RowBatch<ExportRecord>> {
  const orderOfKey = new Map<string, ExportRecord>();
  for await (const batch of recordRows(orders.input, orders.file, [orderKey, ...orderColumns]))
    for (const row of batch) if ('value' in row) orderOfKey.set(String(fieldOf(row.value, orderKey)), row.value);
  const withOrder = (row: Row<ExportRecord>): Row<ExportRecord> => {
    if ('problem' in row) return row;
    const order = orderOfKey.get(String(fieldOf(row.value, itemKey)));
    return order
      ? { line: row.line, value: { ...row.value, order } }
      : { line: row.line, problem: `the order of this row's ${itemKey} is not in ${orders.input.file}.` };
  };
  for await (const batch of recordRows(items.input, items.file, [itemKey, ...wanted], onProgress))
    yield batch.map(withOrder);
}
