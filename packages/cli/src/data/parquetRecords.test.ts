import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ReadProgress } from './inputFile.js';
import { type ParquetRecord, parquetColumns, parquetRecords } from './parquetRecords.js';
import { temporaryFiles } from './testing/temporaryFiles.js';

const files = temporaryFiles();
/** Written with pyarrow by testing/exports/writeParquet.py: five rows in three row groups. */
const fixture = (name: string) => path.join(import.meta.dirname, 'testing/exports', name);
const CODECS = ['snappy', 'gzip', 'brotli', 'zstd'];

const ROWS = [
  {
    id: 1,
    name: 'größe',
    price: 9.5,
    cost: null,
    day: '2024-03-01',
    time: 1_709_294_400_123.456,
    tags: ['a', 'b'],
    items: [
      { item_id: 'x', quantity: 2 },
      { item_id: 'y', quantity: null },
    ],
  },
  { id: '9007199254740993', name: '', price: 0, cost: null, day: null, time: null, tags: [], items: [] },
  { id: null, name: null, price: null, cost: null, day: null, time: null, tags: null, items: null },
  {
    id: '-9007199254740993',
    name: 'd',
    price: -1.25,
    cost: null,
    day: null,
    time: null,
    tags: [null],
    items: [null],
  },
  {
    id: 9_007_199_254_740_991,
    name: 'e',
    price: 1e21,
    cost: 12.34,
    day: null,
    time: null,
    tags: ['c'],
    items: [{ item_id: null, quantity: '9007199254740993' }],
  },
];

async function batchesOf(file: string, columns?: readonly string[], onProgress?: (progress: ReadProgress) => void) {
  const batches: ParquetRecord[][] = [];
  for await (const batch of parquetRecords({ file, option: '--data' }, columns, onProgress)) batches.push(batch);
  return batches;
}

test.each(CODECS)('Parquet %s: numbers are exact, groups and lists are nested', async (codec) => {
  expect((await batchesOf(fixture(`types.${codec}.parquet`))).flat()).toEqual(ROWS);
});

test('Parquet: rows are read by row group, with progress', async () => {
  const file = fixture('types.snappy.parquet');
  const progress: ReadProgress[] = [];
  const batches = await batchesOf(file, ['name'], (at) => progress.push(at));
  expect(batches).toEqual([[{ name: 'größe' }, { name: '' }], [{ name: null }, { name: 'd' }], [{ name: 'e' }]]);
  const bytesTotal = readFileSync(file).length;
  expect(progress).toEqual(
    [0.4, 0.8, 1].map((share) => ({ file, bytesRead: Math.round(share * bytesTotal), bytesTotal })),
  );
});

test('Parquet: column names are read without rows', async () => {
  const input = { file: fixture('types.empty.parquet'), option: '--data' } as const;
  expect(await parquetColumns(input)).toEqual(Object.keys(ROWS[0]!));
  await expect(batchesOf(input.file)).rejects.toMatchObject({ code: 'data-invalid', message: /found no rows/ });
});

test('Parquet: unreadable files are refused', async () => {
  const bytes = readFileSync(fixture('types.snappy.parquet'));
  const text = Buffer.from('größe');
  const latin1 = Buffer.from(bytes);
  for (let at = latin1.indexOf(text); at !== -1; at = latin1.indexOf(text)) latin1[at + 2] = 0xf6;
  const cases: [string, Uint8Array, readonly string[] | undefined, RegExp][] = [
    ['truncated', bytes.subarray(0, 900), undefined, /cannot be read/],
    ['text', Buffer.from('user_id,item_id\n'), undefined, /cannot be read/],
    ['latin1', latin1, ['name'], /not valid/],
    ['column', bytes, ['name', 'absent'], /column not found: absent/],
  ];
  for (const [name, content, columns, message] of cases) {
    const file = files.write(`${name}.parquet`, content);
    await expect(batchesOf(file, columns), name).rejects.toMatchObject({ code: 'data-unreadable', message });
  }
});
