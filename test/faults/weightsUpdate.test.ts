import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { beforeEach, expect, test } from 'vitest';
import { predict, readyStatus, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { type SmallRelease, writeSmallRelease } from '../kit/smallRelease.js';

const site = useAisleSite();

const publish = (seed: number): Promise<SmallRelease> =>
  writeSmallRelease(site.modelDirectory, { itemCount: 60, seed });

async function publishedShards(): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(site.modelDirectory, 'manifest.json'), 'utf8')) as {
    shards: { file: string }[];
  };
  return manifest.shards.map(({ file }) => `/model/${file}`);
}

let first: SmallRelease;
beforeEach(async () => {
  first = await publish(1);
});

/** Opens a page with the first release. */
async function openOnFirst() {
  const page = await site.openPage();
  expect((await startAisle(page)).release).toBe(first.releaseId);
  await view(page, 3, 4);
  const { items } = await predict(page);
  return { page, items };
}

const cachedPaths = (page: Page) =>
  page.evaluate(async () =>
    (await (await caches.open('aisle-default')).keys()).map(({ url }) => new URL(url).pathname).sort(),
  );

test('a second page view does not fetch weights again', async () => {
  const { page, items } = await openOnFirst();
  // The browser's HTTP cache could hide a request, so clear it.
  await (await page.context().newCDPSession(page)).send('Network.clearBrowserCache');
  const seen = site.server.requests.length;
  await page.reload();
  await startAisle(page);
  await expect
    .poll(() => site.server.requests.slice(seen).some(({ url }) => url.endsWith('/manifest.json')))
    .toBe(true);
  expect((await predict(page)).items).toEqual(items);
  expect(
    site.server.requests.slice(seen).filter(({ url }) => url.includes('/model/') && !url.endsWith('/manifest.json')),
  ).toEqual([]);
});

test('a failed server leaves the cached release in use', async () => {
  const { page, items } = await openOnFirst();
  site.faults.set('/model/manifest.json', { kind: 'status', status: 503 });
  await page.reload();
  expect((await startAisle(page)).release).toBe(first.releaseId);
  expect((await predict(page)).items).toEqual(items);
  await expect.poll(async () => (await readyStatus(page)).problemCode).toBe('manifest-unreachable');
});

test('a new release replaces the old one, also in the cache', async () => {
  const { page, items } = await openOnFirst();
  const second = await publish(2);
  const secondShards = await publishedShards();
  await page.reload();
  await startAisle(page);
  await expect.poll(async () => (await readyStatus(page)).release).toBe(second.releaseId);
  const updated = await predict(page);
  expect(updated.release).toBe(second.releaseId);
  expect(updated.items).not.toEqual(items);
  // Manifest, two shards, item ids, and the channel's state.
  await expect.poll(async () => (await cachedPaths(page)).length).toBe(5);
  expect(await cachedPaths(page)).toEqual(expect.arrayContaining(secondShards));
  // The next page uses the cache at once.
  site.faults.set('/model/manifest.json', { kind: 'hang' });
  await page.reload();
  expect((await startAisle(page)).release).toBe(second.releaseId);
  expect((await predict(page)).items).toEqual(updated.items);
});

test.each([
  ['altered', { kind: 'alter', offset: 8 }, 'shard-corrupt'],
  ['truncated', { kind: 'truncate', bytes: 64 }, 'shard-unreachable'],
  ['missing', { kind: 'status', status: 404 }, 'shard-unreachable'],
] as const)('a new release with a shard %s is reported and not used', async (_, fault, problemCode) => {
  const { page, items } = await openOnFirst();
  const second = await publish(2);
  const [, shard] = await publishedShards();
  site.faults.set(shard!, fault);
  await page.reload();
  await startAisle(page);
  await expect.poll(async () => (await readyStatus(page)).problemCode).toBe(problemCode);
  expect(await readyStatus(page)).toMatchObject({ release: first.releaseId });
  expect(await predict(page)).toMatchObject({ items, release: first.releaseId });
  // The same on the next page view. When the server works again, the update succeeds.
  await page.reload();
  expect((await startAisle(page)).release).toBe(first.releaseId);
  expect((await predict(page)).items).toEqual(items);
  site.faults.clear();
  await page.reload();
  await startAisle(page);
  await expect.poll(async () => (await readyStatus(page)).release).toBe(second.releaseId);
});

test('an altered cache is not used', async () => {
  const { page, items } = await openOnFirst();
  await page.evaluate(async () => {
    const cache = await caches.open('aisle-default');
    const shard = (await cache.keys()).find(({ url }) => url.includes('/items.'))!;
    const bytes = new Uint8Array(await (await cache.match(shard))!.arrayBuffer());
    // The item matrix comes first. Change the exponent of a number in row 3, which is in the history.
    bytes[3 * 16 * 4 + 3]! ^= 0x02;
    await cache.put(shard, new Response(bytes));
  });
  await page.reload();
  expect(await startAisle(page)).toMatchObject({ release: first.releaseId, problemCode: undefined });
  expect((await predict(page)).items).toEqual(items);
});

test('requests for weights carry no cookie and no referrer', async () => {
  const page = await site.openPage();
  await page.evaluate(() => (document.cookie = 'visitor=42; path=/'));
  const seen = site.server.requests.length;
  await startAisle(page);
  await page.reload();
  const requests = site.server.requests.slice(seen);
  const weights = requests.filter(({ url }) => url.includes('/model/'));
  // Manifest, two shards and item ids. Browsers do not fetch golden vectors.
  expect(weights.map(({ url }) => new URL(url).pathname.replace(/\.[0-9a-f]{16}\./, '.')).sort()).toEqual(
    ['encoder.bin', 'item-ids.json', 'items.bin', 'manifest.json'].map((name) => `/model/${name}`),
  );
  for (const { url, method, headers, body } of weights) {
    expect(method).toBe('GET');
    expect(body).toHaveLength(0);
    expect(new URL(url).search).toBe('');
    const names = headers.map(([name]) => name.toLowerCase());
    expect(names).not.toContain('cookie');
    expect(names).not.toContain('referer');
  }
  // The cookie exists: the request for the page sent it.
  expect(
    requests.some(({ headers }) =>
      headers.some(([name, value]) => name.toLowerCase() === 'cookie' && value === 'visitor=42'),
    ),
  ).toBe(true);
});
