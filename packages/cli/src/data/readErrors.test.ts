import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readEventLog } from './readEventLog.js';
import { temporaryFiles } from './testing/temporaryFiles.js';

const files = temporaryFiles();
const HEADER = 'user_id,item_id,event,timestamp\n';
const GOOD = 'u,A,view,1\n';
const BAD = 'u,A,view\n';

async function errorOf(source: Parameters<typeof readEventLog>[0]) {
  return readEventLog(source).then(
    () => expect.unreachable('reading must fail'),
    (thrown: { code: string; message: string }) => ({ code: thrown.code, message: thrown.message }),
  );
}

test('a missing file', async () => {
  const file = path.join(files.folder, 'none.csv');
  expect(await errorOf({ file })).toEqual({
    code: 'data-unreadable',
    message: `Asked to read --data ${file}, found no such file. Check the path.`,
  });
});

test('a directory', async () => {
  const file = path.join(files.folder, 'folder.csv');
  mkdirSync(file);
  expect(await errorOf({ file })).toEqual({
    code: 'data-unreadable',
    message: `Asked to read --data ${file}, found a directory. Name one file.`,
  });
});

test('an empty file, plain or compressed', async () => {
  for (const content of ['', gzipSync('')]) {
    const file = files.write('empty.csv', content);
    expect(await errorOf({ file })).toEqual({
      code: 'data-invalid',
      message: `Asked to read --data ${file}, found an empty file. Export the data again.`,
    });
  }
});

test('a header without rows', async () => {
  const file = files.write('header.csv', HEADER);
  expect(await errorOf({ file })).toEqual({
    code: 'data-invalid',
    message: `Asked to read --data ${file}, found no rows. Export the data again.`,
  });
});

test('rows without an item event', async () => {
  const file = files.write('searches.csv', `${HEADER}u,,search,1\n`);
  const failure = await errorOf({ file });
  expect(failure.code).toBe('data-invalid');
  expect(failure.message).toContain('found 1 rows without an item event. Expected format: CSV with a header: user_id,');
});

test('rows whose events are all unknown', async () => {
  const file = files.write('unknown.csv', `${HEADER}u,A,kauf,1\nu,A,Kauf,2\nu,A,seen,3\n`);
  const { message } = await errorOf({ file });
  expect(message).toContain('found 3 rows without an item event (unknown: kauf 2, seen 1). Expected format: ');
  expect(message).toContain('Names of events: view_item_list, ');
});

test('a truncated and a damaged gzip file', async () => {
  const bytes = gzipSync(HEADER + GOOD.repeat(5000) + Math.random().toString(36).repeat(50));
  const cut = files.write('cut.csv.gz', bytes.subarray(0, bytes.length - 20));
  expect(await errorOf({ file: cut })).toEqual({
    code: 'data-unreadable',
    message: `Asked to read --data ${cut}, found a truncated gzip file. Copy or download it again.`,
  });
  const damaged = files.write('damaged.csv.gz', bytes.fill(0xff, 20, 60));
  const failure = await errorOf({ file: damaged });
  expect(failure.code).toBe('data-unreadable');
  expect(failure.message).toMatch(/found a damaged gzip file \(.+\)\. Copy or download it again\.$/);
});

const SAVE_SHEET =
  'Save the sheet as "CSV UTF-8". Before, format long numbers and ids as text, and dates as YYYY-MM-DD HH:MM:SS.';

test.each([
  [
    'text in UTF-16',
    Buffer.from(`\ufeff${HEADER}`, 'utf16le'),
    'Save it as UTF-8, or convert it (unpacked): iconv -f UTF-16 -t UTF-8 FILE > NEW.',
  ],
  [
    'text in UTF-16',
    Buffer.from(HEADER, 'utf16le'),
    'Save it as UTF-8, or convert it (unpacked): iconv -f UTF-16LE -t UTF-8 FILE > NEW.',
  ],
  ['an Excel file', Buffer.from(`PK\u0003\u0004${'\0'.repeat(26)}xl/workbook.xml`), SAVE_SHEET],
  ['an old Excel file', Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1', 'latin1'), SAVE_SHEET],
  ['a gzip file inside a gzip file', gzipSync(gzipSync(HEADER)), 'Unpack it once.'],
  [
    'a web page',
    Buffer.from('\ufeff\n<!DOCTYPE html><html>'),
    'The download may have needed a login. Download it again in a browser.',
  ],
  ['a zip archive', Buffer.from('PK\u0003\u0004rest'), 'Unpack it, or compress the file with gzip.'],
])('%s', async (found, content, advice) => {
  const file = files.write('other.csv', content);
  expect(await errorOf({ file })).toEqual({
    code: 'data-unreadable',
    message: `Asked to read --data ${file}, found ${found}. ${advice}`,
  });
});

test('a Parquet file that is asked to be CSV', async () => {
  const file = files.write('log.csv', Buffer.from('PAR1rest'));
  expect(await errorOf({ file, format: 'csv' })).toEqual({
    code: 'data-unreadable',
    message: `Asked to read --data ${file}, found a Parquet file. Remove --format, or export it as CSV or JSONL.`,
  });
});

test('bytes that are not UTF-8, with their line and likely encoding', async () => {
  const bytes = Buffer.from(`${HEADER}u,A,view,1\nu,caf\xe9-i,view,2\nu,B,view,3\n`, 'latin1');
  for (const [name, content] of [
    ['latin1.csv', bytes],
    ['latin1.csv.gz', gzipSync(bytes)],
    ['latin1-cut.csv', bytes.subarray(0, -'\nu,B,view,3\n'.length)],
  ] as const) {
    const file = files.write(name, content);
    expect(await errorOf({ file })).toEqual({
      code: 'data-invalid',
      message:
        `Asked to read --data ${file}, found bytes that are not UTF-8 on line 3, probably WINDOWS-1252. ` +
        `Save the file as UTF-8, or convert it (unpacked): iconv -f WINDOWS-1252 -t UTF-8 ${file} > NEW.`,
    });
  }
  const catalogueFile = files.write('latin1.json', Buffer.from('{"A": ["\xe9t\xe9"]}', 'latin1'));
  const { message } = await errorOf({ file: files.write('utf8.csv', HEADER + GOOD), catalogueFile });
  expect(message).toContain(`--catalogue ${catalogueFile}, found bytes that are not UTF-8 on line 1, probably`);
});

test('lines that end with carriage returns alone', async () => {
  const file = files.write('cr.csv', (HEADER + GOOD).replaceAll('\n', '\r'));
  const { code, message } = await errorOf({ file });
  expect([code, message]).toEqual(['data-invalid', expect.stringContaining("tr '\\r' '\\n' <")]);
});

test('a missing column', async () => {
  const file = files.write('missing.csv', 'user_id,sku,event,when\nu,A,view,1\n');
  expect(await errorOf({ file })).toEqual({
    code: 'data-invalid',
    message:
      `Asked to read --data ${file}, found no column item_id, timestamp in the header user_id, sku, event, when. ` +
      'Name them with --column, such as --column user_id=Email, and an event that all rows have with --event. Or choose another --format. Required columns: user_id, item_id, timestamp, event.',
  });
});

test('a header of another format', async () => {
  const file = files.write('other-format.csv', 'user,timestamp,behavior,item\n0,1433221969,view,3\n');
  const failure = await errorOf({ file });
  expect(failure.code).toBe('data-invalid');
  expect(failure.message).toContain('This header fits --format retailrocket.');
});

test('a duplicated column', async () => {
  const file = files.write('twice.csv', 'user_id,item_id,event,timestamp,item_id\n');
  expect(await errorOf({ file })).toEqual({
    code: 'data-invalid',
    message: `Asked to read --data ${file}, found the column item_id twice in the header. Rename or delete one of them.`,
  });
});

test('an unknown format or file name lists the formats', async () => {
  const unknown = await errorOf({ file: 'x.csv', format: 'xml' });
  expect(unknown.code).toBe('invalid-argument');
  expect(unknown.message).toMatch(
    /^Asked for --format xml, which is unknown\. Name one of:\n {2}csv +CSV with a header/,
  );
  const unnamed = await errorOf({ file: files.write('x.txt', 'u A\nu B\n') });
  expect(unnamed.code).toBe('invalid-argument');
  expect(unnamed.message).toMatch(
    /^Asked to read --data .+x\.txt, found neither an export that is known nor a name that ends in \.csv, \.jsonl or \.ndjson .* Add --format with one of:\n/,
  );
  for (const name of [
    'csv',
    'jsonl',
    'sequences',
    'sessions',
    'pairs',
    'retailrocket',
    'rees46',
    'yoochoose',
    'jdata',
  ]) {
    expect(unknown.message).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(unnamed.message).toMatch(new RegExp(`^  ${name} `, 'm'));
  }
  expect((await errorOf({ file: 'x.csv', format: 'constructor' })).code).toBe('invalid-argument');
});

test('more than 1 % malformed rows at the end', async () => {
  const file = files.write('bad.csv', HEADER + GOOD.repeat(3) + BAD + BAD);
  expect(await errorOf({ file })).toEqual({
    code: 'data-invalid',
    message:
      `Asked to read --data ${file}, found 2 malformed of all 5 rows (at most 1 % are allowed); the first is ${file}:5: found 3 columns, the header has 4. ` +
      'Check that the file has the expected format, correct these rows, or allow more with --max-malformed SHARE.',
  });
});

test('more than 1 % malformed rows stop reading after 1,000 rows', async () => {
  const file = files.write('mostly-bad.csv', HEADER + BAD.repeat(20_000));
  const lines: number[] = [];
  const failure = await readEventLog({ file, onBadRow: ({ line }) => lines.push(line) }).catch(
    (thrown: { message: string }) => thrown,
  );
  expect(failure).toMatchObject({
    code: 'data-invalid',
    message: expect.stringContaining('found 1,000 malformed of the first 1,000 rows'),
  });
  expect(lines.length).toBe(1000);
});

test('1 % malformed rows are allowed', async () => {
  const file = files.write('few-bad.csv', HEADER + GOOD.repeat(99) + BAD);
  expect(await readEventLog({ file })).toMatchObject({ rowCount: 100, badRowCount: 1 });
});

test('errors of the catalogue file name that file', async () => {
  const file = files.write('good.csv', HEADER + GOOD);
  const catalogueFile = files.write('catalogue.csv', 'item_id,price\nA,1\nB,-2\nA,3\n');
  const rows: [number, string][] = [];
  const failure = await readEventLog({
    file,
    catalogueFile,
    onBadRow: ({ line, message }) => rows.push([line, message]),
  }).catch((thrown: Error) => thrown);
  expect(rows).toEqual([
    [3, 'price must be a number of at least 0, found "-2".'],
    [4, 'item_id A is already on line 2.'],
  ]);
  expect(failure).toMatchObject({
    code: 'data-invalid',
    message: expect.stringContaining(`--catalogue ${catalogueFile}, found 2 malformed of all 3 rows`),
  });
  const noIds = files.write('no-ids.csv', 'sku,title\nA,x\n');
  expect(await errorOf({ file, catalogueFile: noIds })).toMatchObject({
    message: `Asked to read --catalogue ${noIds}, found no column item_id or sku_id in the header sku, title. Name the column of item ids item_id. Required columns: item_id or sku_id.`,
  });
});

test.each([
  ['[1, 2]', 'found JSON that is an array.'],
  ['null', 'found JSON that is null.'],
  ['{"A": "boots"}', 'found "boots" for item "A".'],
  ['{"A": [1], "B": [null]}', 'found [null] for item "B".'],
  ['{"": [1]}', 'found an invalid item id: '],
  ['{}', 'found no items. Export the data again.'],
  ['{"A": [1', 'found a file that is not JSON ('],
])('a JSON catalogue file with %s is rejected', async (text, found) => {
  const file = files.write('events.csv', HEADER + GOOD);
  const catalogueFile = files.write('catalogue.json', text);
  const { code, message } = await errorOf({ file, catalogueFile });
  expect([code, message]).toEqual([
    'data-invalid',
    expect.stringContaining(`Asked to read --catalogue ${catalogueFile}, ${found}`),
  ]);
});
