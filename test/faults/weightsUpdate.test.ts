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

/** A first page view, on the first release. */
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

test('a second page view fetches no weights again', async () => {
  const { page, items } = await openOnFirst();
  // The browser's own cache would hide a request; Aisle's must do without it.
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

test('a shop whose server is away ranks with the release that was good', async () => {
  const { page, items } = await openOnFirst();
  site.faults.set('/model/manifest.json', { kind: 'status', status: 503 });
  await page.reload();
  expect((await startAisle(page)).release).toBe(first.releaseId);
  expect((await predict(page)).items).toEqual(items);
  await expect.poll(async () => (await readyStatus(page)).problemCode).toBe('manifest-unreachable');
});

test('a new release is adopted, and the old one leaves the cache', async () => {
  const { page, items } = await openOnFirst();
  const second = await publish(2);
  const secondShards = await publishedShards();
  await page.reload();
  await startAisle(page);
  await expect.poll(async () => (await readyStatus(page)).release).toBe(second.releaseId);
  const adopted = await predict(page);
  expect(adopted.release).toBe(second.releaseId);
  expect(adopted.items).not.toEqual(items);
  // Manifest, two shards, item ids, and what the device remembers of the channel.
  await expect.poll(async () => (await cachedPaths(page)).length).toBe(5);
  expect(await cachedPaths(page)).toEqual(expect.arrayContaining(secondShards));
  // From the cache alone, at once.
  site.faults.set('/model/manifest.json', { kind: 'hang' });
  await page.reload();
  expect((await startAisle(page)).release).toBe(second.releaseId);
  expect((await predict(page)).items).toEqual(adopted.items);
});

test.each([
  ['altered', { kind: 'alter', offset: 8 }, 'shard-corrupt'],
  ['cut short', { kind: 'truncate', bytes: 64 }, 'shard-unreachable'],
  ['missing', { kind: 'status', status: 404 }, 'shard-unreachable'],
] as const)(
  'with a new release of which a shard is %s, the previous one goes on ranking and the problem is told',
  async (_, fault, problemCode) => {
    const { page, items } = await openOnFirst();
    const second = await publish(2);
    const [, shard] = await publishedShards();
    site.faults.set(shard!, fault);
    await page.reload();
    await startAisle(page);
    await expect.poll(async () => (await readyStatus(page)).problemCode).toBe(problemCode);
    expect(await readyStatus(page)).toMatchObject({ release: first.releaseId });
    expect(await predict(page)).toMatchObject({ items, release: first.releaseId });
    // Still so a page view later, and well again once the server is.
    await page.reload();
    expect((await startAisle(page)).release).toBe(first.releaseId);
    expect((await predict(page)).items).toEqual(items);
    site.faults.clear();
    await page.reload();
    await startAisle(page);
    await expect.poll(async () => (await readyStatus(page)).release).toBe(second.releaseId);
  },
);

test('a cache that something else has altered is not trusted', async () => {
  const { page, items } = await openOnFirst();
  await page.evaluate(async () => {
    const cache = await caches.open('aisle-default');
    const shard = (await cache.keys()).find(({ url }) => url.includes('/items.'))!;
    const bytes = new Uint8Array(await (await cache.match(shard))!.arrayBuffer());
    // The item table comes first: in row 3, which the history has, the exponent of a number.
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
  // The manifest, two shards and the item-id table; golden vectors are for tests.
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
  // The cookie is there: the page itself, loaded again, sent it.
  expect(
    requests.some(({ headers }) =>
      headers.some(([name, value]) => name.toLowerCase() === 'cookie' && value === 'visitor=42'),
    ),
  ).toBe(true);
});
