import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deltaFile, filesToFetch, type Pointer, parseManifest, type Shard, type SignedPointer } from '@aisle/weights';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { promote } from './promote.js';
import { prune } from './prune.js';
import { publish } from './publish.js';
import { renew } from './renew.js';
import { rollBack } from './rollBack.js';
import { writeTestRelease } from './testing/testReleases.js';

let folder: string;
let to: string;
const ids: Record<string, string> = {};
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'aisle-prune-'));
  to = path.join(folder, 'cdn');
  for (const [i, name] of ['a', 'b', 'c'].entries())
    ids[name] = await writeTestRelease(path.join(folder, name), { name, changedItems: [`item-${i + 1}`] });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const day = (n: number) => new Date(Date.UTC(2026, 0, n, 12));
const from = (name: string) => path.join(folder, name);
const readJson = (name: string) => JSON.parse(readFileSync(path.join(to, name), 'utf8'));
const served = (channel = 'stable') => JSON.parse((readJson(`${channel}.json`) as SignedPointer).signed) as Pointer;
const present = () => readdirSync(path.join(to, 'files')).sort();

/** Names of the files of a release in the folder, without compressed copies. */
function filesOf(shard: Shard): string[] {
  const manifest = parseManifest(JSON.parse(readFileSync(path.join(to, 'files', shard.file), 'utf8')));
  return [shard, ...filesToFetch(manifest), manifest.golden].map(({ file }) => file);
}
const manifestOf = (id: string) =>
  (readJson('history.json').releases as { releaseId: string; manifest: Shard }[]).find(
    ({ releaseId }) => releaseId === id,
  )!.manifest;
const withCopies = (names: readonly string[]) =>
  [...new Set(names)]
    .flatMap((name) => [name, `${name}.br`, `${name}.gz`])
    .filter((name) => existsSync(path.join(to, 'files', name)))
    .sort();

/** a is served from day 1 to 10, b until day 40, then c. */
async function threeReleases() {
  await publish(to, from('a'), { now: day(1) });
  await publish(to, from('b'), { now: day(10) });
  await publish(to, from('c'), { now: day(40) });
}

test('prune deletes old releases and deltas to releases that are not current', async () => {
  await threeReleases();
  const { a, b, c } = ids as { a: string; b: string; c: string };
  expect(served().release.deltasFrom).toEqual([b]);
  const [filesOfA, kept] = [
    filesOf(manifestOf(a)),
    withCopies([...filesOf(manifestOf(b)), ...filesOf(manifestOf(c)), deltaFile(b, c)]),
  ];
  const before = present();
  const sizes = new Map(before.map((name) => [`files/${name}`, statSync(path.join(to, 'files', name)).size]));
  const expected = before.filter((name) => !kept.includes(name));
  // Manifest, item table and golden vectors of a are deleted. Files that b shares are kept.
  expect(
    expected
      .filter((name) => /\.(json|bin)$/.test(name))
      .map((name) => name.split('.')[0])
      .sort(),
  ).toEqual(['golden', 'items', 'manifest']);
  for (const name of expected.filter((name) => /\.(json|bin)$/.test(name))) expect(filesOfA).toContain(name);
  expect(expected).toContain(deltaFile(a, b));

  // a was served until noon of day 10.
  expect(
    (await prune(to, { now: day(38) })).deleted.map(({ file }) => file).filter((file) => !file.includes('.delta')),
  ).toEqual([]);
  const dry = await prune(to, { now: day(39), dryRun: true });
  expect(present().filter((name) => !name.includes('.delta'))).toEqual(
    before.filter((name) => !name.includes('.delta')),
  );
  const pruned = await prune(to, { now: day(39) });
  expect(pruned).toEqual(dry);
  expect(present()).toEqual(kept);
  expect(pruned.unknown).toEqual([]);
  for (const { file, bytes } of pruned.deleted) expect(bytes).toBe(sizes.get(file));
  expect((await prune(to, { now: day(39) })).deleted).toEqual([]);

  expect(readJson('history.json').releases.map(({ releaseId }: { releaseId: string }) => releaseId)).toEqual([b, c]);
  await expect(promote(to, { releaseId: a, now: day(41) })).rejects.toThrow(
    `Asked for the release ${a}, but the folder has ${b}, ${c}. Publish the release folder first.`,
  );
  await rollBack(to, { now: day(41) });
  expect(served().release).toMatchObject({ releaseId: b, deltasFrom: [c] });
  // The release can be published again, with its files.
  await publish(to, from('a'), { now: day(42) });
  expect(filesOf(served().release.manifest).filter((name) => !present().includes(name))).toEqual([]);
});

test('prune keeps everything that a current pointer names', async () => {
  await publish(to, from('a'), { now: day(1) });
  await publish(to, from('b'), { now: day(2), share: 0.1 });
  await publish(to, from('c'), { now: day(2), channel: 'canary' });
  const before = present();
  expect(before).toContain(deltaFile(ids.a!, ids.b!));
  expect(await prune(to, { now: day(300), keepDays: 0 })).toEqual({ deleted: [], unknown: [] });
  await renew(to, { now: day(301) });
  expect(await prune(to, { now: day(302), keepDays: 0 })).toEqual({ deleted: [], unknown: [] });
  expect(present()).toEqual(before);
});

test('prune keeps unknown files and deletes those of interrupted publishes', async () => {
  await publish(to, from('a'), { now: day(1) });
  const others = [
    'index.html',
    'other.json',
    'files/notes.txt',
    'files/items.bin',
    'files/notes.txt.part',
    'other.json.part',
  ];
  for (const name of others) writeFileSync(path.join(to, name), '{}');
  const table = 'files/items.0123456789abcdef.bin';
  const inFiles = [
    table,
    `${table}.gz`,
    `${table}.gz.part`,
    `${table}.part`,
    'files/x--y.delta.br',
    'files/x--y.delta.part',
  ];
  // Also the .part file of a needed file, which is complete under its final name.
  const leftovers = [
    'history.json.part',
    '_headers.part',
    'stable.json.part',
    ...[...inFiles, `files/${served().release.manifest.file}.part`].sort(),
  ];
  for (const name of leftovers) writeFileSync(path.join(to, name), 'four');
  const { deleted, unknown } = await prune(to, { now: day(2) });
  expect(deleted).toEqual(leftovers.map((file) => ({ file, bytes: 4 })));
  expect([...unknown].sort()).toEqual([...others].sort());
  for (const name of others) expect(existsSync(path.join(to, name))).toBe(true);
  for (const name of leftovers) expect(existsSync(path.join(to, name)), name).toBe(false);
});

test('prune deletes nothing if log, pointer or manifest is missing', async () => {
  await threeReleases();
  const before = present();
  const options = { now: day(100), keepDays: 0 };
  const history = readFileSync(path.join(to, 'history.json'));
  rmSync(path.join(to, 'history.json'));
  await expect(prune(to, options)).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringMatching(/found no history\.json, which lists the releases that devices may have/),
  });
  writeFileSync(path.join(to, 'history.json'), history);
  const pointer = readFileSync(path.join(to, 'stable.json'));
  writeFileSync(path.join(to, 'stable.json'), pointer.subarray(0, 100));
  await expect(prune(to, options)).rejects.toMatchObject({ code: 'data-invalid' });
  writeFileSync(path.join(to, 'stable.json'), pointer);
  expect(present()).toEqual(before);
  rmSync(path.join(to, 'files', served().release.manifest.file));
  await expect(prune(to, options)).rejects.toMatchObject({ code: 'data-unreadable' });
  expect(present()).toEqual(before.filter((name) => name !== served().release.manifest.file));
});

test('prune fails if the pointer of a channel is missing', async () => {
  await publish(to, from('a'), { now: day(1) });
  await publish(to, from('b'), { channel: 'canary', now: day(1) });
  rmSync(path.join(to, 'canary.json'));
  await expect(prune(to, { now: day(300) })).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringContaining('found no canary.json, although history.json lists it'),
  });
});
