import { gzipSync } from 'node:zlib';
import { ACTION_TYPES } from '@aisle/core';
import { EventLogBuilder } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { readTestExamples } from './readTestExamples.js';
import { temporaryFiles } from './testing/temporaryFiles.js';

const files = temporaryFiles();
const VIEW = ACTION_TYPES.indexOf('view_item');
const BUY = ACTION_TYPES.indexOf('purchase');

function trainingLog() {
  const builder = new EventLogBuilder();
  builder.add('u1', 'A', 'view_item', 1000);
  builder.add('u2', 'B', 'purchase', 2000);
  builder.add('u1', 'C', 'purchase', 3000);
  return builder.build();
}

test('prefix-label: histories are the known items of the prefix', async () => {
  const file = files.write('test.tsv.gz', gzipSync('A C\tB\nX A Y B\tZ\r\n\nX\tA'));
  const { examples, ...counts } = await readTestExamples({ file, log: trainingLog() });
  expect(examples.length).toBe(3);
  expect([...examples]).toEqual([
    {
      userId: 'p1',
      history: [
        { itemRow: 1, typeIndex: VIEW, timestampMs: 0 },
        { itemRow: 3, typeIndex: VIEW, timestampMs: 86_400_000 },
      ],
      labelRow: 2,
    },
    {
      userId: 'p2',
      history: [
        { itemRow: 1, typeIndex: VIEW, timestampMs: 0 },
        { itemRow: 2, typeIndex: VIEW, timestampMs: 86_400_000 },
      ],
      labelRow: 0,
    },
    { userId: 'p4', history: [], labelRow: 1 },
  ]);
  expect(counts).toEqual({
    format: 'prefix-label',
    unknownLabelCount: 1,
    unknownHistoryItemCount: 3,
    emptyHistoryCount: 1,
    rowCount: 3,
    badRowCount: 0,
  });
});

test("user-item: histories are the log's", async () => {
  for (const header of ['user,item', 'user_id,item_id']) {
    const file = files.write('test.csv', `${header}\nu1,B\nu9,A\nu2,Q\n`);
    const { examples, ...counts } = await readTestExamples({ file, log: trainingLog() });
    expect([...examples]).toEqual([
      {
        userId: 'u1',
        history: [
          { itemRow: 1, typeIndex: VIEW, timestampMs: 1000 },
          { itemRow: 3, typeIndex: BUY, timestampMs: 3000 },
        ],
        labelRow: 2,
      },
      { userId: 'u9', history: [], labelRow: 1 },
      { userId: 'u2', history: [{ itemRow: 2, typeIndex: BUY, timestampMs: 2000 }], labelRow: 0 },
    ]);
    expect(counts).toEqual({
      format: 'user-item',
      unknownLabelCount: 1,
      unknownHistoryItemCount: 0,
      emptyHistoryCount: 1,
      rowCount: 3,
      badRowCount: 0,
    });
  }
});

test('histories contain only actions that the model reads', async () => {
  const builder = new EventLogBuilder();
  builder.add('u', 'A', 'select_item', 0);
  builder.add('u', 'A', 'view_item', 1);
  builder.add('u', 'B', 'view_item_list', 2);
  builder.add('u', 'B', 'view_item', 3);
  const { examples } = await readTestExamples({
    file: files.write('read.csv', 'user,item\nu,B\n'),
    log: builder.build(),
  });
  expect([...examples].map(({ history }) => history.map(({ timestampMs }) => timestampMs))).toEqual([[0, 3]]);
});

test('malformed rows are reported with their line', async () => {
  const text = [...Array<string>(300).fill('A\tB'), 'A B', 'A\tB\tC', 'A\tB C'].join('\n');
  const rows: unknown[] = [];
  await readTestExamples({
    file: files.write('bad.tsv', text),
    log: trainingLog(),
    onBadRow: ({ line, message }) => rows.push([line, message]),
  });
  expect(rows).toEqual([
    [301, 'line must be items separated by spaces, a tab and one item, found "A B".'],
    [302, 'line must be items separated by spaces, a tab and one item, found "A\\tB\\tC".'],
    [303, 'line must be items separated by spaces, a tab and one item, found "A\\tB C".'],
  ]);
});

test('an unknown file name or a missing column is rejected', async () => {
  const log = trainingLog();
  await expect(readTestExamples({ file: 'test.txt', log })).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringMatching(
      /^Asked to read --test test\.txt, .*:\n {2}\.tsv {2}TSV without a header.*\n {2}\.csv {2}CSV with a header/,
    ),
  });
  expect(
    (await readTestExamples({ file: files.write('format.txt', 'A\tB\n'), format: 'prefix-label', log })).examples
      .length,
  ).toBe(1);
  const file = files.write('sku.csv', 'user,sku\nu1,A\n');
  await expect(readTestExamples({ file, log })).rejects.toMatchObject({
    code: 'data-invalid',
    message: `Asked to read --test ${file}, found no column item_id or item in the header user, sku. Rename the columns. Required columns: user_id or user, item_id or item.`,
  });
});
