import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import type { Kinds } from '@aisle/model';
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

test('two releases with the same content have no differences', async () => {
  const [a, b] = [await write('a'), await write('b')];
  const manifest = gzipped('b', 'manifest');
  expect(await diff('a', 'b')).toEqual({
    from: a,
    to: b,
    items: { both: 200, added: 0, removed: 0, moved: 0, changed: 0 },
    encoderEqual: true,
    transitionRowsChanged: 0,
    relationRowsChanged: { companions: 0, substitutes: 0 },
    kindsEqual: true,
    config: [],
    bytesGzip: {
      full: manifest + gzipped('b', 'item-ids') + gzipped('b', 'items') + gzipped('b', 'encoder'),
      update: manifest,
      updateByDelta: null,
    },
    top10: { histories: 3, meanOverlap: 1 },
  });
});

test('items, rows and transitions are compared by id', async () => {
  const transitions = { 'item-9': ['item-3', 'item-4'], 'item-10': ['item-11'], 'item-12': ['item-13'] };
  await write('a', { transitions });
  // item-201 is first and item-5 is removed: items 1 to 4 move by one row, items after item-5 stay.
  const itemIds = ['item-201', ...testItemIds().filter((id) => id !== 'item-5')];
  await write('b', {
    itemIds,
    changedItems: ['item-7', 'item-201'],
    transitions: { 'item-9': ['item-3', 'item-4'], 'item-10': ['item-12'], 'item-201': ['item-1'] },
  });
  expect(await diff('a', 'b')).toMatchObject({
    items: { both: 199, added: 1, removed: 1, moved: 4, changed: 1 },
    encoderEqual: true,
    // item-10 has another target, item-12 has none, and item-201 is new.
    transitionRowsChanged: 2,
    config: [],
  });
});

test('relations and kinds are compared', async () => {
  const kinds: Kinds = {
    names: ['Tents'],
    ofRow: new Int32Array(201).fill(-1),
    repurchases: [{ share: 0.5, medianDays: 9 }],
    trending: Int32Array.of(3),
  };
  await write('a', { companions: { 'item-9': ['item-3'], 'item-10': ['item-4'] }, kinds });
  await write('b', { companions: { 'item-9': ['item-3'], 'item-10': ['item-5'] }, kinds });
  await write('c', { kinds: { ...kinds, trending: Int32Array.of(4) } });
  expect(await diff('a', 'b')).toMatchObject({
    transitionRowsChanged: 0,
    relationRowsChanged: { companions: 1, substitutes: 0 },
    kindsEqual: true,
  });
  expect(await diff('b', 'c')).toMatchObject({ relationRowsChanged: { companions: 2 }, kindsEqual: false });
  expect(describeDiff(await diff('b', 'c'))).toMatch(/companions +those of 2 items changed\n.*\n +kinds +changed/);
});

test('changes of encoder and config are listed', async () => {
  await write('a');
  await write('b', { encoderSeed: 2, transitions: { 'item-1': ['item-2'] }, itemIds: testItemIds(201) });
  const found = await diff('a', 'b');
  expect(found).toMatchObject({ encoderEqual: false, transitionRowsChanged: 1, items: { changed: 0, added: 1 } });
  expect([...found.config].sort((x, y) => (x.field < y.field ? -1 : 1))).toEqual([
    { field: 'itemCount', from: 200, to: 201 },
    { field: 'memory.queryDecay', from: null, to: 0.5 },
    { field: 'memory.queryLength', from: null, to: 4 },
    { field: 'memory.scale', from: null, to: 1 },
    { field: 'memory.weight', from: null, to: 1 },
  ]);
});

test('a row with another bias counts as changed', async () => {
  await write('a');
  await write('b', { changedBiases: ['item-7', 'item-9'] });
  expect((await diff('a', 'b')).items).toEqual({ both: 200, added: 0, removed: 0, moved: 0, changed: 2 });
});

test('an update by delta downloads less than 100 bytes', async () => {
  await write('a');
  await write('b', { changedItems: ['item-7'] });
  const { bytesGzip } = await diff('a', 'b');
  const manifest = gzipped('b', 'manifest');
  expect(bytesGzip.update).toBe(manifest + gzipped('b', 'items'));
  // One row of 16 values with scale and bias, the delta's steps, and 18 bytes of gzip.
  expect(bytesGzip.updateByDelta! - manifest).toBeGreaterThan(18);
  expect(bytesGzip.updateByDelta! - manifest).toBeLessThan(100);
});

test('the mean overlap is that of the golden vectors', async () => {
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

test('transitions affect the ranking as on a device', async () => {
  const last = testItemIds().slice(190);
  // Every golden history has item-1 or item-4 among its last four, so the ten last items have the highest scores.
  await write('a', { transitions: { 'item-1': last, 'item-4': last }, transitionWeight: 1000 });
  await write('b');
  const overlaps = golden('b').map(({ top }) => top.filter(({ row }) => row > 190).length / 10);
  expect((await diff('a', 'b')).top10!.meanOverlap).toBeCloseTo((overlaps[0]! + overlaps[1]! + overlaps[2]!) / 3, 12);
});

test('items that only one release has are ignored', async () => {
  // This half has the largest bias. Biases share one scale, so another half would be rounded differently.
  const half = testItemIds().slice(100);
  await write('all', { itemIds: [...half, ...testItemIds(100)] });
  await write('half', { itemIds: half });
  expect((await diff('all', 'half')).top10).toEqual({ histories: 3, meanOverlap: 1 });
  expect((await diff('half', 'all')).top10).toEqual({ histories: 3, meanOverlap: 1 });
});

test('histories with items of only one release are skipped', async () => {
  await write('a');
  // Golden histories have the rows 1; 1 and 4; 1, 4, 7, 10 and 13. The last contains item-201, which a does not have.
  const ids = testItemIds();
  await write('b', { itemIds: [...ids.slice(100), ...ids.slice(0, 100)].map((id, i) => (i === 6 ? 'item-201' : id)) });
  expect((await diff('a', 'b')).top10).toEqual({ histories: 2, meanOverlap: 1 });
  await write('c', { itemIds: testItemIds(600).slice(400) });
  const apart = await diff('a', 'c');
  expect(apart).toMatchObject({ items: { both: 0, added: 200, removed: 200 }, top10: null });
  expect(describeDiff(apart)).toContain('no golden history contains only items in both releases');
});

test('describeDiff prints a table', async () => {
  const [a, b] = [await write('a'), await write('b', { changedItems: ['item-7'], encoderSeed: 2 })];
  const text = describeDiff(await diff('a', 'b')).split('\n');
  expect(text[0]).toBe(`${a} to ${b}`);
  expect(text).toContain(
    '  items        200 in both, 0 added, 0 removed; of those in both, 0 in a different row, 1 with a changed vector or bias',
  );
  expect(text).toContain('  encoder      changed');
  expect(text.find((line) => line.startsWith('  download'))).toMatch(
    /^ {2}download {5}[\d.]+ kB for a first visit; for an update [\d.]+ kB, by delta [\d.]+ kB \(gzip\)$/,
  );
});

test('a folder without a release is rejected', async () => {
  await write('a');
  await expect(diff('a', 'none')).rejects.toMatchObject({
    code: 'data-unreadable',
    message: expect.stringMatching(/Give --from and --to release folders\.$/),
  });
});
