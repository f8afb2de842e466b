import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFiles } from '../data/testing/temporaryFiles.js';
import { readCounts } from './readCounts.js';

const files = temporaryFiles();
const golden = path.join(import.meta.dirname, 'golden');

/** A folder with copies of the golden tables. */
function countsFolder(name: string, copies: Readonly<Record<string, string>>): string {
  const folder = path.join(files.folder, name);
  for (const [copy, table] of Object.entries(copies)) {
    mkdirSync(path.dirname(path.join(folder, copy)), { recursive: true });
    cpSync(path.join(golden, `${table}.parquet`), path.join(folder, copy));
  }
  return folder;
}

const errorOf = (folder: string) =>
  readCounts(folder).then(
    () => undefined,
    ({ code, message }) => `${code}: ${message}`,
  );

test('tables are files, folders of Spark, or parts of BigQuery', async () => {
  const folder = countsFolder('engines', {
    'neighbours.parquet/part-00000-1.snappy.parquet': 'neighbours',
    'items-000000000000.parquet': 'items',
    'labels.parquet': 'labels',
  });
  const [read, expected] = await Promise.all([readCounts(folder), readCounts(golden)]);
  expect(read.itemIds).toEqual(expected.itemIds);
  expect(read.examples).toEqual(expected.examples);
  expect(read.whole.statistics).toEqual(expected.whole.statistics);
});

test('all parts of a table are read', async () => {
  const folder = countsFolder('parts', {
    'neighbours.parquet': 'neighbours',
    'items.parquet': 'items',
    'labels-0.parquet': 'labels',
    'labels-1.parquet': 'labels',
  });
  const [twice, once] = await Promise.all([readCounts(folder), readCounts(golden)]);
  // Each action is there twice, and a label is not a label of its copy's first half.
  expect(twice.examples.length).toBeGreaterThan(once.examples.length);
});

test('a folder without a table is refused', async () => {
  const folder = countsFolder('incomplete', { 'neighbours.parquet': 'neighbours', 'items.parquet': 'items' });
  expect(await errorOf(folder)).toBe(
    `data-unreadable: Asked to read --counts ${folder}, found no labels.parquet. Give the folder into which counts.sql wrote neighbours, items and labels.`,
  );
});

test('a folder that does not exist is refused', async () => {
  const folder = path.join(files.folder, 'nowhere');
  expect(await errorOf(folder)).toMatch(
    /^data-unreadable: Asked to read --counts .*, found a folder that cannot be read/,
  );
});

test('another table under the name of one is refused', async () => {
  const folder = countsFolder('swapped', {
    'neighbours.parquet': 'items',
    'items.parquet': 'items',
    'labels.parquet': 'labels',
  });
  expect(await errorOf(folder)).toMatch(/^data-unreadable: Asked to read --counts .*neighbours\.parquet/);
});
