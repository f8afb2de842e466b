import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import type { GoldenVector } from '@aisle/weights';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeDiff } from './describe.js';
import { diffReleases } from './diff.js';
import { type TestRelease, testItemIds, writeTestRelease } from './testing/testReleases.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'aisle-diff-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, release: TestRelease = {}) =>
  writeTestRelease(path.join(folder, name), { name, ...release });
const diff = (from: string, to: string) => diffReleases(path.join(folder, from), path.join(folder, to));
const gzipped = (name: string, stem: string) => {
  const file = readdirSync(path.join(folder, name)).find((candidate) => candidate.startsWith(`${stem}.`))!;
  return zlib.gzipSync(readFileSync(path.join(folder, name, file)), { level: 9 }).length;
};
const golden = (name: string) =>
  JSON.parse(
    readFileSync(
      path.join(folder, name, readdirSync(path.join(folder, name)).find((file) => file.startsWith('golden.'))!),
      'utf8',
    ),
  ) as GoldenVector[];

test('two releases of the same content', async () => {
  const [a, b] = [await write('a'), await write('b')];
  const manifest = gzipped('b', 'manifest');
  expect(await diff('a', 'b')).toEqual({
    from: a,
    to: b,
    items: { both: 200, added: 0, removed: 0, moved: 0, changed: 0 },
    encoderEqual: true,
    memoryRowsChanged: 0,
    config: [],
    bytesGzip: {
      full: manifest + gzipped('b', 'item-ids') + gzipped('b', 'items') + gzipped('b', 'encoder'),
      update: manifest,
      updateByDelta: null,
    },
    top10: { histories: 3, meanOverlap: 1 },
  });
});

test('items, rows and transitions are compared by id, wherever they lie', async () => {
  const memory = { 'item-9': ['item-3', 'item-4'], 'item-10': ['item-11'], 'item-12': ['item-13'] };
  await write('a', { transitions });
  // item-201 goes first and item-5 goes: items 1 to 4 move down by a row, all behind item-5 stay.
  const itemIds = ['item-201', ...testItemIds().filter((id) => id !== 'item-5')];
  await write('b', {
    itemIds,
    changedItems: ['item-7', 'item-201'],
    transitions: { 'item-9': ['item-3', 'item-4'], 'item-10': ['item-12'], 'item-201': ['item-1'] },
  });
  expect(await diff('a', 'b')).toMatchObject({
    items: { both: 199, added: 1, removed: 1, moved: 4, changed: 1 },
    encoderEqual: true,
    // item-10 leads elsewhere, item-12 nowhere any more; item-201 is new.
    memoryRowsChanged: 2,
    config: [],
  });
});

test('encoder and config', async () => {
  await write('a');
  await write('b', { encoderSeed: 2, transitions: { 'item-1': ['item-2'] }, itemIds: testItemIds(201) });
  const found = await diff('a', 'b');
  expect(found).toMatchObject({ encoderEqual: false, memoryRowsChanged: 1, items: { changed: 0, added: 1 } });
  expect([...found.config].sort((x, y) => (x.field < y.field ? -1 : 1))).toEqual([
    { field: 'itemCount', from: 200, to: 201 },
    { field: 'memory.queryDecay', from: null, to: 0.5 },
    { field: 'memory.queryLength', from: null, to: 4 },
    { field: 'memory.scale', from: null, to: 1 },
    { field: 'memory.weight', from: null, to: 1 },
  ]);
});

test('a row is changed where its bias alone is', async () => {
  await write('a');
  await write('b', { changedBiases: ['item-7', 'item-9'] });
  expect((await diff('a', 'b')).items).toEqual({ both: 200, added: 0, removed: 0, moved: 0, changed: 2 });
});

test('what an update downloads, with a delta and without', async () => {
  await write('a');
  await write('b', { changedItems: ['item-7'] });
  const { bytesGzip } = await diff('a', 'b');
  const manifest = gzipped('b', 'manifest');
  expect(bytesGzip.update).toBe(manifest + gzipped('b', 'items'));
  // A row of 16 values with its scale and bias, its steps, and gzip's own 18 bytes.
  expect(bytesGzip.updateByDelta! - manifest).toBeGreaterThan(18);
  expect(bytesGzip.updateByDelta! - manifest).toBeLessThan(100);
});

test('the mean overlap is that of the answers which train wrote down', async () => {
  await write('a');
  await write('b', { encoderSeed: 2 });
  const overlaps = golden('b').map(
    ({ top }, i) => top.filter(({ row }) => golden('a')[i]!.top.some((other) => other.row === row)).length / 10,
  );
  const mean = overlaps.reduce((sum, overlap) => sum + overlap, 0) / 3;
  expect(mean).toBeLessThan(0.9);
  const { top10 } = await diff('a', 'b');
  expect(top10!.histories).toBe(3);
  expect(top10!.meanOverlap).toBeCloseTo(mean, 12);
});

test('the memory counts as it does on a device', async () => {
  const last = testItemIds().slice(190);
  // Every golden history ends in item-1, item-4 or, among the last four, has item-4: the ten last items outweigh all others.
  await write('a', { transitions: { 'item-1': last, 'item-4': last }, transitionWeight: 1000 });
  await write('b');
  const overlaps = golden('b').map(({ top }) => top.filter(({ row }) => row > 190).length / 10);
  expect((await diff('a', 'b')).top10!.meanOverlap).toBeCloseTo((overlaps[0]! + overlaps[1]! + overlaps[2]!) / 3, 12);
});

test('items that only one has do not count, on whichever side', async () => {
  // The half with the largest bias: biases share one scale, and another would round them otherwise.
  const half = testItemIds().slice(100);
  await write('all', { itemIds: [...half, ...testItemIds(100)] });
  await write('half', { itemIds: half });
  expect((await diff('all', 'half')).top10).toEqual({ histories: 3, meanOverlap: 1 });
  expect((await diff('half', 'all')).top10).toEqual({ histories: 3, meanOverlap: 1 });
});

test('histories of items that only one has are left out; where items moved, the same ones are still on top', async () => {
  await write('a');
  // Golden histories are of rows 1, then 1 and 4, then 1, 4, 7, 10 and 13: the last one meets item-201, which a has not.
  const ids = testItemIds();
  await write('b', { itemIds: [...ids.slice(100), ...ids.slice(0, 100)].map((id, i) => (i === 6 ? 'item-201' : id)) });
  expect((await diff('a', 'b')).top10).toEqual({ histories: 2, meanOverlap: 1 });
  await write('c', { itemIds: testItemIds(600).slice(400) });
  const apart = await diff('a', 'c');
  expect(apart).toMatchObject({ items: { both: 0, added: 200, removed: 200 }, top10: null });
  expect(describeDiff(apart)).toContain('no golden history consists of items in both');
});

test('as text', async () => {
  const [a, b] = [await write('a'), await write('b', { changedItems: ['item-7'], encoderSeed: 2 })];
  const text = describeDiff(await diff('a', 'b')).split('\n');
  expect(text[0]).toBe(`${a} to ${b}`);
  expect(text).toContain(
    '  items     200 in both, 0 added, 0 removed; of those in both, 0 in another row, 1 with another vector or bias',
  );
  expect(text).toContain('  encoder   changed');
  expect(text.find((line) => line.startsWith('  download'))).toMatch(
    /^ {2}download {2}[\d.]+ kB for a first visit; for an update [\d.]+ kB, by delta [\d.]+ kB \(gzip\)$/,
  );
});

test('a folder that is no release', async () => {
  await write('a');
  await expect(diff('a', 'none')).rejects.toMatchObject({
    code: 'data-unreadable',
    message: expect.stringMatching(/Give --from and --to folders that train wrote\.$/),
  });
});
