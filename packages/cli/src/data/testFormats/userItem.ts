import { exactId } from '../exactId.js';
import { parseUserId } from '../logRow.js';
import type { Row } from '../rowTally.js';
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

    async function* rows(): AsyncGenerator<Row<() => TestRow>> {
      for await (const row of tableRows(input, ',', COLUMNS, () => 'Rename the columns.', onProgress)) {
        if ('problem' in row) yield row;
        else
          yield {
            line: row.line,
            value: () =>
              createRow(index.hashUserId(parseUserId(row.value.userId)), exactId(row.value.itemId, 'item_id')),
          };
      }
    }
    return { columns: index.log, rows: rows() };
  },
};
