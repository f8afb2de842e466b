import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createAisle, itemId, predict, readyStatus, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { writeSmallRelease } from '../kit/smallRelease.js';

// SwiftShader's adapter is a CPU: calibration must leave it alone.
const site = useAisleSite({ webgpu: 'swiftshader' });

/** So large that WebAssembly's lead is beyond the noise of any machine. */
const LARGE = 300_000;
const manifestUrl = '/model/large/manifest.json';
let releaseId: string;
beforeAll(async () => {
  ({ releaseId } = await writeSmallRelease(join(site.modelDirectory, 'large'), { itemCount: LARGE, seed: 3 }));
});
const note = (page: Awaited<ReturnType<typeof site.openPage>>) =>
  page.evaluate(async () => (await (await caches.match('/model/large/aisle-note'))?.json()) ?? null);

test('auto measures what ranks a large catalogue fastest, answers the same, and remembers it for the release', async () => {
  const context = await site.newContext();
  const page = await site.openPage(context);
  const seen = site.server.requests.length;
  // The first answer does not wait for the measurement.
  expect(await startAisle(page, { tier: 'auto', manifestUrl })).toMatchObject({
    tier: 'light',
    problemCode: undefined,
  });
  await view(page, 5, 17, 150_000);
  const list = [9, 3, 299_999, 12, 70_000].map(itemId);
  const ranked = await rerank(page, list);
  expect(ranked.tier).toBe('light');

  await expect
    .poll(() => readyStatus(page))
    .toMatchObject({ tier: 'light', catalogueTier: 'wasm', problemCode: undefined });
  const found = await predict(page, { k: 30 });
  expect(found.tier).toBe('wasm');
  expect(await rerank(page, list)).toMatchObject({ items: ranked.items, tier: 'light' });
  expect(site.server.requests.slice(seen).filter(({ url }) => url.includes('/chunks/'))).toEqual([]);

  const plain = await site.openPage();
  await startAisle(plain, { tier: 'light', manifestUrl });
  await view(plain, 5, 17, 150_000);
  // Not nearly: the same bits.
  expect((await predict(plain, { k: 30 })).items).toEqual(found.items);

  expect(await note(page)).toEqual([releaseId, 'wasm']);
  // The next page takes it as it is; what it is told, it does.
  await page.evaluate(async () => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      const [url] = (await cache.keys()).map((request) => request.url).filter((url) => url.endsWith('aisle-note'));
      if (url)
        await cache.put(url, new Response(JSON.stringify([(await (await cache.match(url))!.json())[0], 'light'])));
    }
  });
  const next = await site.openPage(context);
  await startAisle(next, { tier: 'auto', manifestUrl });
  await next.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3000)));
  expect(await readyStatus(next)).toMatchObject({ catalogueTier: 'light', problemCode: undefined });
  // What was noted of another release is not for this one.
  await next.evaluate(async () =>
    (await caches.open('aisle-default')).put(
      '/model/large/aisle-note',
      new Response(JSON.stringify(['another', 'light'])),
    ),
  );
  const third = await site.openPage(context);
  await startAisle(third, { tier: 'auto', manifestUrl });
  await expect.poll(() => readyStatus(third)).toMatchObject({ catalogueTier: 'wasm', problemCode: undefined });
  // It goes with everything else.
  await next.evaluate(() => window.visitor.erase());
  expect(await note(next)).toBe(null);
});

test.each([
  ['the shopper saves data', "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"],
  ['the battery runs low', 'navigator.getBattery = async () => ({ charging: false, level: 0.1 })'],
])('where the browser tells that %s, nothing is measured', async (_, tell) => {
  const context = await site.newContext();
  await context.addInitScript(tell);
  const page = await site.openPage(context);
  await startAisle(page, { tier: 'auto', manifestUrl });
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3000)));
  expect(await readyStatus(page)).toMatchObject({ catalogueTier: 'light', problemCode: undefined });
  expect(await note(page)).toBe(null);
});

test('a battery that is full, or charging, or not told of changes nothing', async () => {
  for (const battery of [
    'async () => ({ charging: true, level: 0.1 })',
    'async () => ({ charging: false, level: 0.9 })',
    'undefined',
    "() => Promise.reject(new Error('no'))",
  ]) {
    const context = await site.newContext();
    await context.addInitScript(`navigator.getBattery = ${battery}`);
    const page = await site.openPage(context);
    await createAisle(page, { tier: 'auto', manifestUrl });
    await expect.poll(() => readyStatus(page)).toMatchObject({ catalogueTier: 'wasm' });
    await context.close();
  }
});
