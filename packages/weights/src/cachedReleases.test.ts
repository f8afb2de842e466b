import { beforeEach, expect, test } from 'vitest';
import { CachedReleases } from './cachedReleases.js';
import { downloadRelease } from './downloadRelease.js';
import { ReleaseCache } from './releaseCache.js';
import type { Offer } from './releaseSource.js';
import { SyncStateStore } from './syncState.js';
import { CACHE_NAME, CHANNEL_URL, NOW_MS, shortName, TestCdn } from './testing/testCdn.js';
import { packTiny, tinyValues } from './testing/tinyRelease.js';

const DAY_MS = 86_400_000;
const one = await packTiny();
const two = await packTiny({ values: tinyValues().set('item_bias', Float32Array.of(0, 1, 2, 3)) });

let cdn: TestCdn;
let cachedReleases: CachedReleases;
beforeEach(() => {
  cdn = new TestCdn();
  cachedReleases = new CachedReleases(cdn.sources());
});

/** Downloads a release into the cache, without naming it in the sync state. */
async function download(packed: typeof one) {
  const release = await cdn.publish(packed);
  const url = new URL(`files/${release.manifest.file}`, CHANNEL_URL).href;
  const offer: Offer = { ...release, manifestUrl: url, manifestKey: url, signedBy: [] };
  const { manifest } = await downloadRelease(offer, {
    ...cdn.sources(),
    network: 'free',
    base: undefined,
    onProblem: () => {},
    signal: undefined,
  });
  return { offer, manifest };
}

const names = () => [...cdn.caches.files.keys()].map(shortName).sort();

test('a stored release loads again', async () => {
  const { offer, manifest } = await download(one);
  expect(await cachedReleases.store(manifest, offer)).toBe(true);
  expect((await cachedReleases.load(offer))!.manifest).toEqual(manifest);
  expect((await cdn.sources().state.read()).release!.releaseId).toBe(offer.releaseId);
});

test.each(['items', 'item-ids', 'manifest'])('a release with an altered file of %s does not load', async (stem) => {
  const { offer } = await download(one);
  const [url, bytes] = [...cdn.caches.files].find(([url]) => shortName(url).startsWith(`${stem}.`))!;
  cdn.caches.files.set(url, bytes.with(0, bytes[0]! ^ 1));
  expect(await cachedReleases.load(offer)).toBeUndefined();
});

test('storing a release deletes files that only the previous one needs', async () => {
  const first = await download(one);
  await cachedReleases.store(first.manifest, first.offer);
  const second = await download(two);
  expect(names().filter((name) => name === 'items.bin')).toHaveLength(2);
  await cachedReleases.store(second.manifest, second.offer);
  expect(names()).toEqual([
    'encoder.bin',
    'item-ids.json',
    'items.bin',
    'manifest.json',
    'stable.json.unsigned.aisle-state',
  ]);
  expect(await cachedReleases.load(second.offer)).toBeDefined();
});

test('the previous release stays if the new one is incomplete', async () => {
  const first = await download(one);
  await cachedReleases.store(first.manifest, first.offer);
  const second = await download(two);
  const url = [...cdn.caches.files.keys()].find((url) => url.endsWith(second.manifest.shards[0]!.file))!;
  cdn.caches.files.delete(url);
  expect(await cachedReleases.store(second.manifest, second.offer)).toBe(false);
  expect(await cachedReleases.load(first.offer)).toBeDefined();
  expect((await cdn.sources().state.read()).release!.releaseId).toBe(first.offer.releaseId);
});

test('an aborted signal keeps the previous release', async () => {
  const first = await download(one);
  await cachedReleases.store(first.manifest, first.offer);
  const second = await download(two);
  expect(await cachedReleases.store(second.manifest, second.offer, AbortSignal.abort())).toBe(false);
  expect(await cachedReleases.load(first.offer)).toBeDefined();
});

test('another channel keeps its files for seven days', async () => {
  const other = await download(one);
  const { cache, state } = cdn.sources();
  const canary = new SyncStateStore(cache, CHANNEL_URL.replace('stable', 'canary'), false);
  await canary.patch({ checkedMs: NOW_MS, release: other.offer });
  const mine = await download(two);
  cdn.nowMs = NOW_MS + 7 * DAY_MS;
  await cachedReleases.store(mine.manifest, mine.offer);
  expect(await cachedReleases.load(other.offer)).toBeDefined();
  cdn.nowMs += 1;
  await cachedReleases.store(mine.manifest, mine.offer);
  expect(await cachedReleases.load(other.offer)).toBeUndefined();
  expect([await canary.read(), (await state.read()).release!.releaseId]).toEqual([{}, mine.offer.releaseId]);
});

test('another channel of a distant future keeps no files', async () => {
  const other = await download(one);
  const { cache } = cdn.sources();
  const canary = new SyncStateStore(cache, CHANNEL_URL.replace('stable', 'canary'), false);
  await canary.patch({ checkedMs: 8e15, release: other.offer });
  const mine = await download(two);
  await cachedReleases.store(mine.manifest, mine.offer);
  expect(await cachedReleases.load(other.offer)).toBeUndefined();
});

test('nothing is stored without a cache', async () => {
  const { offer, manifest } = await download(one);
  const none = new ReleaseCache(undefined, () => undefined);
  expect(await new CachedReleases({ ...cdn.sources(), cache: none }).store(manifest, offer)).toBe(false);
  expect(cdn.caches.stored.get(CACHE_NAME)!.has(`${CHANNEL_URL}.unsigned.aisle-state`)).toBe(false);
});
