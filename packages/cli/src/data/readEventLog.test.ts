import { gzipSync } from 'node:zlib';
import { ACTION_TYPES } from '@aisle/core';
import { actionsOf, type EventLog } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { readEventLog } from './readEventLog.js';
import type { BadRow } from './rowTally.js';
import { temporaryFiles } from './testing/temporaryFiles.js';

const files = temporaryFiles();
const DAY_MS = 86_400_000;

/** Each user's events as `[itemId, type, timestampMs]`. */
function eventsOf({ userIds, itemIds, offsets, itemRows, typeIndices, timestampsMs }: EventLog) {
  const entry = (i: number) => [itemIds[itemRows[i]! - 1], ACTION_TYPES[typeIndices[i]!], timestampsMs[i]];
  return Object.fromEntries(
    userIds.map((userId, u) => [
      userId,
      Array.from({ length: offsets[u + 1]! - offsets[u]! }, (_, i) => entry(offsets[u]! + i)),
    ]),
  );
}

const NO_PROBLEMS = { unknownEvents: new Map(), fieldProblems: new Map() };

const CSV =
  'event,item_id,price,user_id,session_id,timestamp,quantity\nview,A,9.5,u1,s1,20,\nPurchase,B,,u2,s2,2018-03-01 00:00:00 UTC,2\nadd-to-cart,A,0,u1,s1,10,1\n';
const CSV_EVENTS = {
  u1: [
    ['A', 'add_to_cart', 10_000],
    ['A', 'view_item', 20_000],
  ],
  u2: [['B', 'purchase', 1_519_862_400_000]],
};

test('csv: columns are found by name, events are in time order', async () => {
  const { log, ...counts } = await readEventLog({ file: files.write('events.csv', CSV) });
  expect(eventsOf(log)).toEqual(CSV_EVENTS);
  expect(counts).toMatchObject({ rowCount: 3, badRowCount: 0, ignoredRowCount: 0, ...NO_PROBLEMS });
});

test('csv and jsonl: the known context of a visit is kept, other values are ignored', async () => {
  const csv =
    'user_id,item_id,event,timestamp,device,referrer,landing_category\n' +
    'u,A,view_item,1,phone,search, Camping > Tents \nu,B,view_item,2,TV,https://a.example/,\nu,C,view_item,3,,mail,\n';
  const jsonl = [
    { item_id: 'A', device: 'phone', referrer: 'search', landing_category: 'Camping > Tents' },
    { item_id: 'B', device: 7, referrer: null, landing_category: null },
    { item_id: 'C', referrer: 'mail' },
  ];
  const rest = { user_id: 'u', event: 'view_item' };
  const lines = jsonl.map((row, i) => JSON.stringify({ ...rest, timestamp: i + 1, ...row })).join('\n');
  for (const file of [files.write('visits.csv', csv), files.write('visits.jsonl', lines)]) {
    const { log, badRowCount } = await readEventLog({ file });
    expect([badRowCount, ...actionsOf(log, 0).map(({ context }) => context)]).toEqual([
      0,
      { device: 'phone', referrer: 'search', category: 'Camping > Tents' },
      undefined,
      { referrer: 'mail' },
    ]);
  }
});

test('csv and jsonl: a valid list index is kept, others are ignored', async () => {
  const csv = 'user_id,item_id,event,timestamp,index\nu,A,view_item,1,\nu,B,select_item,2,0\nu,C,select_item,3,17\n';
  const jsonl = [
    { item_id: 'A', event: 'view_item', index: null },
    { item_id: 'B', event: 'select_item', index: 0 },
    { item_id: 'C', event: 'select_item', index: 17 },
  ];
  const lines = jsonl.map((row, i) => JSON.stringify({ user_id: 'u', timestamp: i + 1, ...row })).join('\n');
  for (const file of [files.write('places.csv', csv), files.write('places.jsonl', lines)]) {
    const { log } = await readEventLog({ file });
    expect(actionsOf(log, 0).map(({ listIndex }) => listIndex)).toEqual([undefined, 0, 17]);
  }
  const other =
    'user_id,item_id,event,timestamp,index\nu,A,view_item,1,-1\nu,B,view_item,2,1000\nu,C,view_item,3,1001\nu,D,view_item,4,0.5\nu,E,view_item,5,first\n';
  const { log, badRowCount } = await readEventLog({ file: files.write('other.csv', other) });
  expect([badRowCount, actionsOf(log, 0).map(({ listIndex }) => listIndex)]).toEqual([
    0,
    [undefined, 1000, undefined, undefined, undefined],
  ]);
});

test('csv: gzip is detected by bytes, not by name', async () => {
  const compressed = await readEventLog({ file: files.write('compressed.csv', gzipSync(CSV)) });
  const plain = await readEventLog({ file: files.write('plain.csv.gz', CSV) });
  expect(eventsOf(compressed.log)).toEqual(CSV_EVENTS);
  expect(eventsOf(plain.log)).toEqual(CSV_EVENTS);
});

test('csv: byte order mark, CRLF and missing last line end are accepted', async () => {
  const text = `\ufeff${CSV.trimEnd().replaceAll('\n', '\r\n')}`;
  expect(eventsOf((await readEventLog({ file: files.write('windows.csv', text) })).log)).toEqual(CSV_EVENTS);
});

test('csv: searches are skipped and counted', async () => {
  const file = files.write('search.csv', 'user_id,item_id,event,timestamp\nu,,search,1\nu,A,view_item,2\n');
  expect(await readEventLog({ file })).toMatchObject({ rowCount: 2, badRowCount: 0, ignoredRowCount: 1 });
});

test('jsonl: ids may be numbers, values may be null', async () => {
  const rows = [
    { user_id: 7, item_id: 12, event: 'view_item', timestamp: 1_519_862_400, price: null, session_id: 'x' },
    { user_id: '7', item_id: 'A', event: 'buy', timestamp: '2018-03-01T00:00:01Z', price: 3, quantity: 2 },
  ];
  const text = rows.map((row) => JSON.stringify(row)).join('\n\n');
  for (const name of ['events.jsonl', 'events.NDJSON', 'events.jsonl.gz']) {
    const { log, rowCount } = await readEventLog({
      file: files.write(name, name.endsWith('gz') ? gzipSync(text) : text),
    });
    expect(rowCount).toBe(2);
    expect(eventsOf(log)).toEqual({
      7: [
        ['12', 'view_item', 1_519_862_400_000],
        ['A', 'purchase', 1_519_862_401_000],
      ],
    });
  }
});

test('sequences, sessions and pairs: events are one day apart', async () => {
  const read = async (format: string, text: string) =>
    eventsOf((await readEventLog({ file: files.write(`${format}.txt`, text), format })).log);
  expect(await read('sequences', '1 10 11\r\n2 11')).toEqual({
    1: [
      ['10', 'purchase', 0],
      ['11', 'purchase', DAY_MS],
    ],
    2: [['11', 'purchase', 0]],
  });
  expect(await read('sessions', '10 11\n11\n')).toEqual({
    s1: [
      ['10', 'view_item', 0],
      ['11', 'view_item', DAY_MS],
    ],
    s2: [['11', 'view_item', 0]],
  });
  expect(await read('pairs', '1 10\n2 11\n1 11\n')).toEqual({
    1: [
      ['10', 'purchase', 0],
      ['11', 'purchase', DAY_MS],
    ],
    2: [['11', 'purchase', 0]],
  });
});

test('retailrocket', async () => {
  const file = files.write(
    'retailrocket.csv',
    'user,timestamp,behavior,item\n0,1433221969,view,3\n0,1433222104,cart,1\n0,1433222105,buy,1\n',
  );
  expect(eventsOf((await readEventLog({ file, format: 'retailrocket' })).log)).toEqual({
    0: [
      ['3', 'view_item', 1_433_221_969_000],
      ['1', 'add_to_cart', 1_433_222_104_000],
      ['1', 'purchase', 1_433_222_105_000],
    ],
  });
});

test('rees46', async () => {
  const header = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';
  const file = files.write('rees46.csv', `${header}\n2018-03-01 00:00:05 UTC,cart,44,21,,shiseido,35.79,u,s\n`);
  expect(eventsOf((await readEventLog({ file, format: 'rees46' })).log)).toEqual({
    u: [['44', 'add_to_cart', 1_519_862_405_000]],
  });
});

test('yoochoose', async () => {
  const file = files.write('yoochoose.tsv', 'SessionId\tItemId\tTime\n3\t214\t1519862400.25\n');
  expect(eventsOf((await readEventLog({ file, format: 'yoochoose' })).log)).toEqual({
    3: [['214', 'view_item', 1_519_862_400_250]],
  });
});

test('jdata: comments are skipped and counted', async () => {
  const rows = ['1', '2', '3', '4', '5'].map((code, i) => `2018-03-01 00:00:0${i},u,a,${code},9,1.0`);
  const file = files.write('jdata.csv', `action_time,user_id,sku_id,type,sessionId,index\n${rows.join('\n')}\n`);
  const { log, ...counts } = await readEventLog({ file, format: 'jdata' });
  expect(eventsOf(log).u!.map(([, type]) => type)).toEqual(['view_item', 'purchase', 'add_to_wishlist', 'add_to_cart']);
  expect(counts).toMatchObject({ rowCount: 5, badRowCount: 0, ignoredRowCount: 1, ...NO_PROBLEMS });
});

test('a CSV catalogue file determines the first rows', async () => {
  const catalogueFile = files.write('items.csv', 'price,item_id,title\n5,Z,Last\n,B,"Two, and\nmore"\n');
  const { log, itemMetadata } = await readEventLog({ file: files.write('with-items.csv', CSV), catalogueFile });
  expect(itemMetadata).toEqual([
    { itemId: 'Z', title: 'Last', price: 5 },
    { itemId: 'B', title: 'Two, and\nmore' },
  ]);
  expect(log.itemIds).toEqual(['Z', 'B', 'A']);
});

test("a catalogue file may have the columns of JData's item file", async () => {
  const catalogueFile = files.write('jdata-items.csv', 'sku_id,brand,shop,cate,years\n11,73,695,69,201512\n');
  const { itemMetadata } = await readEventLog({
    file: files.write('with-jdata-items.csv', `${CSV}view,11,,u1,s1,30,\n`),
    catalogueFile,
  });
  expect(itemMetadata).toEqual([{ itemId: '11', category: '69', brand: '73', shop: '695' }]);
});

test('with a JSON catalogue file, rows follow the order of events', async () => {
  for (const name of ['items.json', 'items.JSON.gz']) {
    const text = '\ufeff{"Z": ["boots", 1.5], "B": [], "A": [2, "2"]}';
    const catalogueFile = files.write(name, name.endsWith('gz') ? gzipSync(text) : text);
    const { log, itemMetadata } = await readEventLog({ file: files.write('with-json.csv', CSV), catalogueFile });
    expect(itemMetadata).toEqual([
      { itemId: 'Z', values: ['boots', '1.5'] },
      { itemId: 'B', values: [] },
      { itemId: 'A', values: ['2', '2'] },
    ]);
    expect(log.itemIds).toEqual(['A', 'B', 'Z']);
  }
});

test('progress ends at the bytes on disk', async () => {
  const bytes = gzipSync(CSV);
  const seen: number[] = [];
  await readEventLog({
    file: files.write('progress.csv', bytes),
    onProgress: ({ bytesRead, bytesTotal }) => {
      expect(bytesTotal).toBe(bytes.length);
      seen.push(bytesRead);
    },
  });
  expect(seen.at(-1)).toBe(bytes.length);
});

test('malformed rows are reported, skipped and counted', async () => {
  const good = Array.from({ length: 700 }, (_, i) => `u,A,view,${i},`);
  const bad = ['u,A,view,1', 'u,A,,1,', 'u,A,view,soon,', 'u,,view,1,', ',A,view,1,'];
  const text = ['user_id,item_id,event,timestamp,price', 'u,"A\n1",view,0,', ...bad, ...good].join('\n');
  const file = files.write('some-bad.csv', text.replace('A\n1', 'A 1'));
  const reported: BadRow[] = [];
  const { log, ...counts } = await readEventLog({ file, onBadRow: (row) => reported.push(row) });
  expect(counts).toMatchObject({ rowCount: 706, badRowCount: 4, ignoredRowCount: 0, ...NO_PROBLEMS });
  // A row without a shopper is not malformed: it is a guest's.
  expect([log.itemRows.length, [...counts.omitted]]).toEqual([701, [['guest', 1]]]);
  expect(reported.every((row) => row.file === file)).toBe(true);
  expect(reported.map(({ line, message }) => [line, message])).toEqual([
    [3, 'found 4 columns, the header has 5.'],
    [4, expect.stringMatching(/^event must be one of view_item_list, .*, follow, .*, found ""\.$/)],
    [5, expect.stringMatching(/^timestamp must be .*, found a text of 4 characters\.$/)],
    [6, 'Event refused: item_id must be a text of 1 to 200 characters, found "".'],
  ]);
});

test('a bad optional field costs the field, and is counted', async () => {
  const csv =
    'user_id,item_id,event,timestamp,price,quantity,index\n' +
    'u,A,buy,1,"39,95",1,\nu,B,buy,2,cheap,0,x\nu,C,buy,3,NULL,\\N,4\nu,D,buy,4,9.95,2.5,5\n';
  const jsonl = [
    '{"user_id":"u","item_id":"A","event":"buy","timestamp":1,"price":"39,95","quantity":1}',
    '{"user_id":"u","item_id":"B","event":"buy","timestamp":2,"price":"cheap","quantity":0,"index":"x"}',
    '{"user_id":"u","item_id":"C","event":"buy","timestamp":3,"price":NaN,"quantity":null,"index":4}',
    '{"user_id":"u","item_id":"D","event":"buy","timestamp":4,"price":"9.95","quantity":2.5,"index":"5"}',
  ].join('\n');
  for (const [name, content, line] of [
    ['optional.csv', csv, 2],
    ['optional.jsonl', jsonl, 1],
  ] as const) {
    const file = files.write(name, content);
    const reported: BadRow[] = [];
    const { log, ...counts } = await readEventLog({ file, onFieldProblem: (row) => reported.push(row) });
    expect(counts).toMatchObject({
      rowCount: 4,
      badRowCount: 0,
      ignoredRowCount: 0,
      unknownEvents: new Map(),
      fieldProblems: new Map([
        ['price', 2],
        ['quantity', 2],
        ['index', 1],
      ]),
    });
    expect(actionsOf(log, 0).map(({ listIndex }) => listIndex)).toEqual([undefined, undefined, 4, 5]);
    expect(reported).toEqual([
      { file, line, message: 'price must be a number of at least 0, found "39,95".' },
      { file, line: line + 1, message: 'quantity must be a whole number of at least 1, found 0.' },
      { file, line: line + 1, message: 'index must be a whole number from 0 to 1000, found a text of 1 character.' },
    ]);
  }
});

test('an unknown event is counted by its name, whatever its other fields are', async () => {
  const text = 'user_id,item_id,event,timestamp\n,,page_view,\n,,Page_View ,\nu,A,refund,1\nu,A,view,1\n';
  const { log, badRowCount, unknownEvents } = await readEventLog({ file: files.write('ga4.csv', text) });
  expect([log.itemRows.length, badRowCount]).toEqual([1, 0]);
  expect(unknownEvents).toEqual(
    new Map([
      ['page_view', 2],
      ['refund', 1],
    ]),
  );
});

test.each([
  [
    'semicolons and a separator line',
    'sep=;\r\nuser_id;item_id;event;timestamp;price\r\nu;"A;1";view;1;"9,5"\r\n',
    'A;1',
  ],
  ['tabs', 'user_id\titem_id\tevent\ttimestamp\nu\tA\tview\t1\n', 'A'],
  ['capital column names and spaces', ' User_ID, Item_ID ,EVENT,Timestamp\nu, A , view, 1\n', 'A'],
])('csv: %s', async (name, text, itemId) => {
  const { log } = await readEventLog({ file: files.write(`${name}.csv`, text) });
  expect(eventsOf(log)).toEqual({ u: [[itemId, 'view_item', 1000]] });
});

test.each([
  ['jsonl', '{"user_id":"u","item_id"', 'line must be one JSON object, found 24 other characters.'],
  ['jsonl', '["u","A"]', 'line must be one JSON object, found 9 other characters.'],
  ['jsonl', '{"user_id":"u","item_id":"A","event":"view"}', /^timestamp must be .*, found nothing\.$/],
  ['sequences', '17', 'line must be a user id and items, found only "17".'],
  ['pairs', '1 2 3', 'line must be a user and an item, found 3 fields.'],
])('a malformed %s line: %s', async (format, line, message) => {
  const good = { jsonl: '{"user_id":"u","item_id":"A","event":"view","timestamp":1}', sequences: '1 2', pairs: '1 2' }[
    format
  ]!;
  const file = files.write(`bad-${format}.txt`, [...Array<string>(150).fill(good), line].join('\n'));
  const reported: BadRow[] = [];
  await readEventLog({ file, format, onBadRow: (row) => reported.push(row) });
  expect(reported).toEqual([
    { file, line: 151, message: typeof message === 'string' ? message : expect.stringMatching(message) },
  ]);
});

test('a column with the exact name comes before one in another case', async () => {
  const file = files.write(
    'case.csv',
    [
      'email,Email,item_id,event,timestamp',
      ...Array.from({ length: 3 }, (_, i) => `all,u${i},A,view,2024-03-0${i + 1}`),
    ].join('\n'),
  );
  const { log } = await readEventLog({ file, columns: { names: { user_id: 'Email' } } });
  expect(log.userIds).toHaveLength(3);
});
