import { ACTION_TYPES } from '@aisle/core';
import type { Example, TrainingHistory } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { userIdHash } from './data/index.js';
import { temporaryFiles } from './data/testing/temporaryFiles.js';
import { type DatasetOptions, readDataset } from './dataset.js';
import type { Progress } from './progress.js';
import type { ReleaseRows } from './releaseRows.js';

const files = temporaryFiles();
const SILENT: Progress = { update: () => {}, log: () => {}, clear: () => {} };
/** A known key, so that tests can name the shoppers. */
const HASH_KEY = files.write('hash.key', 'a key of more than 16 bytes');
const read = (options: Partial<DatasetOptions> & { data: string }, rows?: ReleaseRows) =>
  readDataset(
    {
      hashKeyFile: HASH_KEY,
      format: undefined,
      catalogueFile: undefined,
      test: undefined,
      target: undefined,
      ...options,
    },
    SILENT,
    rows,
  );

const errorOf = (options: Parameters<typeof read>[0]) =>
  read(options).then(
    () => expect.unreachable('reading must fail'),
    (thrown: { code: string; message: string }) => [thrown.code, thrown.message],
  );

const HEADER = 'user_id,item_id,event,timestamp\n';
/** Two shoppers: u comes on three days, v once. */
const SHOP = files.write(
  'shop.csv',
  `${HEADER}u,A,view,2024-01-01 10:00\nu,B,view,2024-01-01 10:05\nu,A,cart,2024-01-01 10:10\nu,A,buy,2024-01-01 10:15\n` +
    'u,C,view,2024-01-09 10:00\nu,B,buy,2024-01-09 10:05\nu,A,view,2024-01-20 10:00\nu,C,buy,2024-01-20 10:05\n' +
    'v,C,view,2024-01-02 10:00\nv,A,buy,2024-01-02 10:01\n',
);
const SESSIONS = files.write('sessions.txt', `${'A B\n'.repeat(18)}C D C\nB D\n`);
const PREFIXES = files.write('prefixes.tsv', 'A B\tC\nD\tA\n');
const CATALOGUE = files.write(
  'catalogue.json',
  '{"Z": ["boots"], "C": ["boots", "red"], "B": ["red"], "A": ["single"]}',
);

const hash = await userIdHash(HASH_KEY);
const SHOPPERS = new Map(['u', 'v', ...Array.from({ length: 20 }, (_, i) => `s${i + 1}`)].map((id) => [hash(id), id]));

/** Each example as user, item ids of the history and of the label. */
const plain = (itemIds: readonly string[], found: readonly Example[]) =>
  found.map(({ userId, history, labelRow }) => [
    // Examples of a prefix-label file have no shopper. They are numbered.
    SHOPPERS.get(userId) ?? userId,
    history.map(({ itemRow }) => itemIds[itemRow - 1]).join(''),
    itemIds[labelRow - 1],
  ]);

test('leave-one-out is the default split', async () => {
  const { log, split, summary, target } = await read({ data: SHOP });
  expect(await read({ data: SHOP, split: 'leave-one-out' })).toMatchObject({ split, summary });
  expect([target, log.timed]).toEqual(['next-purchase', true]);
  expect(plain(log.itemIds, split.test)).toEqual([['u', 'ABAACBA', 'C']]);
  expect(plain(log.itemIds, split.validation)).toEqual([['u', 'ABAAC', 'B']]);
  expect('refit' in split).toBe(false);
  expect(summary).toBe(
    '2 users, 3 items, 10 events; target next-purchase; split leave-one-out: 1 validation and 1 test examples',
  );
});

test('last-session: the last session is the test', async () => {
  const { log, split, summary } = await read({ data: SHOP, split: 'last-session', target: 'next-item' });
  expect(plain(log.itemIds, split.test)).toEqual([
    ['u', 'ABAACB', 'A'],
    ['u', 'ABAACBA', 'C'],
  ]);
  expect(plain(log.itemIds, split.validation)).toEqual([
    ['u', 'ABAA', 'C'],
    ['u', 'ABAAC', 'B'],
  ]);
  expect([split.training, split.refit].map((histories) => histories!.map(({ actions }) => actions.length))).toEqual([
    [4, 2],
    [6, 2],
  ]);
  expect(summary).toContain('; split last-session: 2 validation and 2 test examples');
});

test('time:DATE: sessions from the date are the test', async () => {
  // The nine days from 1 January 10:00 end on 10 January 10:00. Their last tenth begins on 9 January at 12:24, after u's visit.
  const late = await read({ data: SHOP, split: 'time:2024-01-10T10:00', target: 'next-item' });
  expect(plain(late.log.itemIds, late.split.test)).toEqual([
    ['u', 'ABAACB', 'A'],
    ['u', 'ABAACBA', 'C'],
  ]);
  expect(late.split.validation).toEqual([]);
  // If they end on 10 January 00:00, the last tenth begins on 9 January at 03:24.
  const { log, split, summary } = await read({ data: SHOP, split: 'time:2024-01-10', target: 'next-item' });
  expect(plain(log.itemIds, split.validation)).toEqual([
    ['u', 'ABAA', 'C'],
    ['u', 'ABAAC', 'B'],
  ]);
  expect(summary).toContain('; split time:2024-01-10: 2 validation and 2 test examples');
});

test('with a prefix-label file, the last tenth of the sessions validates', async () => {
  const { log, split, maskHistory, summary } = await read({ data: SESSIONS, format: 'sessions', test: PREFIXES });
  expect(plain(log.itemIds, split.validation)).toEqual([
    ['s19', 'C', 'D'],
    ['s19', 'CD', 'C'],
    ['s20', 'B', 'D'],
  ]);
  expect([split.training.length, split.refit!.length, log.timed]).toEqual([18, 20, false]);
  expect(plain(log.itemIds, split.test)).toEqual([
    ['p1', 'AB', 'C'],
    ['p2', 'D', 'A'],
  ]);
  // No training session repeats an item.
  expect(maskHistory).toBe(true);
  expect(summary).toBe(
    `20 users, 4 items, 41 events; target next-item; test from ${PREFIXES}, the last tenth of the sessions validates: 3 validation and 2 test examples`,
  );
});

test("with a user-item file, each user's last bought item validates", async () => {
  const file = files.write('new-items.csv', 'user,item\nu,D\nv,B\n');
  const { log, split, maskHistory, summary } = await read({ data: SHOP, test: file });
  expect(plain(log.itemIds, split.validation)).toEqual([
    ['u', 'ABAABA', 'C'],
    ['v', 'C', 'A'],
  ]);
  const itemsOf = (histories: readonly TrainingHistory[]) =>
    histories.map(({ actions }) => actions.map(({ itemRow }) => log.itemIds[itemRow - 1]).join(''));
  expect(itemsOf(split.training)).toEqual(['ABAABA']);
  expect(itemsOf(split.refit!)).toEqual(['ABAACBAC', 'CA']);
  expect(maskHistory).toBe(true);
  // The log does not have the label D. The histories of the test are the whole log.
  expect(plain(log.itemIds, split.test)).toEqual([
    ['u', 'ABAACBAC', undefined],
    ['v', 'CA', 'B'],
  ]);
  expect(summary).toContain(
    `test from ${file}, each user's last bought item validates, its events removed: 2 validation and 2 test examples`,
  );
});

test('attributes follow the rows of the log; a release has none', async () => {
  const { log, attributes, summary } = await read({ data: SHOP, catalogueFile: CATALOGUE });
  expect(log.itemIds).toEqual(['A', 'B', 'C', 'Z']);
  // red is of B and C, boots of C and Z; row 0 is padding.
  expect(attributes).toEqual({ count: 2, offsets: Uint32Array.of(0, 0, 0, 1, 3, 4), ids: Int32Array.of(0, 1, 0, 1) });
  expect(summary).toContain('10 events, 2 attribute values; target');
  const released = await read({ data: SHOP, catalogueFile: CATALOGUE }, { itemIds: ['C', 'A'], unknownItems: 'drop' });
  expect([released.attributes, released.log.timed, released.log.itemIds]).toEqual([undefined, true, ['C', 'A']]);
  expect([...released.log.typeIndices].filter((type) => type === ACTION_TYPES.indexOf('purchase')).length).toBe(3);
  expect((await read({ data: SHOP })).attributes).toBeUndefined();
});

test('new items get rows after those of the release', async () => {
  const { log, attributes, split } = await read(
    { data: SHOP, catalogueFile: CATALOGUE },
    { itemIds: ['C', 'gone', 'A'], unknownItems: 'append' },
  );
  // New items are in the order of their events; items without events follow.
  expect(log.itemIds).toEqual(['C', 'gone', 'A', 'B', 'Z']);
  expect(plain(log.itemIds, split.test)).toEqual([['u', 'ABAACBA', 'C']]);
  expect(log.itemRows.length).toBe(10);
  // red is of C and B, boots of C and Z; by row: padding, C, gone, A, B, Z.
  const valuesOf = (row: number) => [
    ...attributes!.ids.subarray(attributes!.offsets[row]!, attributes!.offsets[row + 1]!),
  ];
  expect(valuesOf(1).sort()).toEqual([valuesOf(4), valuesOf(5)].flat().sort());
  expect([valuesOf(2), valuesOf(3), valuesOf(4).length, attributes!.count]).toEqual([[], [], 1, 2]);
});

test('invalid splits are rejected', async () => {
  expect(await errorOf({ data: 'none.csv', split: 'last' })).toEqual([
    'invalid-argument',
    'Asked for --split last, found an unknown split. Give leave-one-out, last-session, shoppers, new-items or time:DATE, such as time:2015-08-01.',
  ]);
  expect(await errorOf({ data: 'none.csv', split: 'leave-one-out', test: 'x.tsv' })).toEqual([
    'invalid-argument',
    'Asked for --split leave-one-out and for --test x.tsv, which already defines the split. Remove one of them.',
  ]);
  expect(await errorOf({ data: 'none.csv', split: 'time:August' })).toEqual([
    'invalid-argument',
    'Asked for --split time:August, found an invalid date. Give an ISO date or date-time (UTC), such as time:2015-08-01 or time:2015-08-01T12:00.',
  ]);
  for (const split of ['last-session', 'time:2024-01-01']) {
    expect(await errorOf({ data: SESSIONS, format: 'sessions', split })).toEqual([
      'invalid-argument',
      `Asked for --split ${split}, found events without timestamps in --data. Use --split leave-one-out, which needs only their order.`,
    ]);
  }
  for (const split of ['time:2024-01-01T10:00', 'time:2024-01-20T10:05:01', 'time:2015']) {
    expect(await errorOf({ data: SHOP, split })).toEqual([
      'invalid-argument',
      `Asked for --split ${split}, found events from 2024-01-01T10:00:00.000Z to 2024-01-20T10:05:00.000Z. Give a time after the first event and at or before the last.`,
    ]);
  }
});

test('of too many test examples, an even part is kept', async () => {
  const data = files.write('many.txt', 'A B C\n'.repeat(100_001));
  const { split, summary } = await read({ data, format: 'sessions', split: 'leave-one-out' });
  expect([split.test.length, split.validation.length]).toEqual([100_000, 100_001]);
  expect(new Set(split.test).size).toBe(100_000);
  expect(summary).toContain('100,000 test examples, drawn evenly from 100,001');
});
