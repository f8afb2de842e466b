import { exactId } from '../exactId.js';
import { parseUserId } from '../logRow.js';
import { mapRows, type RowBatch } from '../rowBatch.js';
import { tableRows } from '../tableRows.js';
import type { TestFormat, TestRow } from '../testFormat.js';

const COLUMNS = { required: { userId: ['user_id', 'user'], itemId: ['item_id', 'item'] }, optional: {} };

/** The history is all events of the user in the log. */
export const userItem: TestFormat = {
  description: 'CSV with a header: user_id,item_id (or user,item)',
  fileEnding: '.csv',
  open(input, index, onProgress) {
    const createRow = (userId: string, itemId: string): TestRow => ({
      userId,
      ...index.userRange(userId),
      labelRow: index.itemRow(itemId),
      unknownHistoryItems: 0,
    });

    async function* rows(): AsyncGenerator<RowBatch<() => TestRow>> {
      for await (const batch of tableRows(input, ',', COLUMNS, () => 'Rename the columns.', onProgress))
        yield mapRows(
          batch,
          (row) => () => createRow(index.hashUserId(parseUserId(row.userId)), exactId(row.itemId, 'item_id')),
        );
    }
    return { columns: index.log, rows: rows() };
  },
};
