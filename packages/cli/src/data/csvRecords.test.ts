import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { csvRecords } from './csvRecords.js';
import type { Separator } from './separatorOf.js';
import { textLines } from './textLines.js';

/** Reads a text in chunks. A row becomes `[line, ...fields]`, a problem `[line, problem]`. */
async function rowsOf(text: string, { separator = ',' as Separator, chunkBytes = 1 << 20 } = {}) {
  async function* chunks() {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const rows: unknown[][] = [];
  for await (const batch of csvRecords(textLines({ file: 'x.csv', option: '--data' }, chunks()), separator))
    for (const row of batch) rows.push('problem' in row ? [row.line, row.problem] : [row.line, ...row.value.fields]);
  return rows;
}

const QUOTED = '\ufeffa,b\r\n1,"x\r\ny"\r\n\r\n3,"say ""hi"", é"\n5,6';
const STRAY_QUOTE = 'a quote is inside a field; put the whole field in quotes and write each quote in it twice.';
const UNCLOSED_QUOTE =
  'a quote is not closed within 100 lines; put the whole field in quotes and write each quote in it twice.';

test('a record has the number of its first line', async () => {
  expect(await rowsOf(QUOTED)).toEqual([
    [1, 'a', 'b'],
    [2, '1', 'x\ny'],
    [5, '3', 'say "hi", é'],
    [6, '5', '6'],
  ]);
});

test('chunk boundaries do not change the records', async () => {
  const whole = await rowsOf(QUOTED);
  for (const chunkBytes of [1, 2, 3, 7]) expect(await rowsOf(QUOTED, { chunkBytes })).toEqual(whole);
});

test('records are those of csv-parse for the whole text', async () => {
  const text = Array.from({ length: 500 }, (_, i) =>
    i % 3 ? `${i},b${i}` : `"${i}\n${'""'.repeat(i % 4)}","b, ${i}"`,
  ).join('\n');
  expect((await rowsOf(text, { chunkBytes: 100 })).map(([, ...fields]) => fields)).toEqual(parse(text));
});

test('a stray quote loses only its row', async () => {
  expect(await rowsOf('a,b\n1,12" pan\n2,"x"y"\n3,ok\n')).toEqual([
    [1, 'a', 'b'],
    [2, STRAY_QUOTE],
    [3, UNCLOSED_QUOTE],
    [4, '3', 'ok'],
  ]);
});

test('an unclosed quote loses only its row', async () => {
  const lines = Array.from({ length: 250 }, (_, i) => `${i},ok`);
  const rows = await rowsOf(['a,b', '1,"open', ...lines].join('\n'));
  expect(rows[1]).toEqual([2, UNCLOSED_QUOTE]);
  expect(rows.slice(2)).toEqual(lines.map((_, i) => [i + 3, String(i), 'ok']));
});

test('a quote that is open at the end of the file loses only its row', async () => {
  expect((await rowsOf('a,b\n1,"open\n2,ok')).slice(1)).toEqual([
    [2, UNCLOSED_QUOTE],
    [3, '2', 'ok'],
  ]);
});

test('rows between two unclosed quotes are read', async () => {
  expect((await rowsOf('a,b\n1,"open\n2,ok\n3,"open\n4,ok\n')).slice(1)).toEqual([
    [2, STRAY_QUOTE],
    [3, '2', 'ok'],
    [4, UNCLOSED_QUOTE],
    [5, '4', 'ok'],
  ]);
});

test('TSV has no quotes', async () => {
  expect(await rowsOf('a\tb\n1\t"x\n\t\n2\ty, z\n', { separator: '\t' })).toEqual([
    [1, 'a', 'b'],
    [2, '1', '"x'],
    [4, '2', 'y, z'],
  ]);
});

test('chunks without quotes have the records of a chunk with one', async () => {
  const plain = 'a,b\r\n1, x\n\n,\n3,é,5\n';
  const [quoted, ...rest] = await rowsOf(`"a",b\r\n${plain.split('\r\n')[1]}`);
  expect(await rowsOf(plain)).toEqual([quoted, ...rest]);
  expect(rest).toEqual([
    [2, '1', ' x'],
    [4, '', ''],
    [5, '3', 'é', '5'],
  ]);
});

test('a quoted record continues into a chunk without quotes', async () => {
  for (const chunkBytes of [4, 5, 6, 7])
    expect(await rowsOf('a,"x\n\ny\nz"\n1,2', { chunkBytes })).toEqual([
      [1, 'a', 'x\n\ny\nz'],
      [5, '1', '2'],
    ]);
});
