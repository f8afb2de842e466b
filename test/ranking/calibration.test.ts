import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createAisle, itemId, predict, readyStatus, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { writeSmallRelease } from '../kit/smallRelease.js';

// SwiftShader is a software adapter on the CPU. Calibration must not measure it.
const site = useAisleSite({ webgpu: 'swiftshader' });

/** Large enough that WebAssembly is measurably faster on any machine. */
const LARGE = 300_000;
const manifestUrl = '/model/large/manifest.json';
let releaseId: string;
beforeAll(async () => {
  ({ releaseId } = await writeSmallRelease(join(site.modelDirectory, 'large'), { itemCount: LARGE, seed: 3 }));
});
const cachedChoice = (page: Awaited<ReturnType<typeof site.openPage>>) =>
  page.evaluate(async () => (await (await caches.match('/model/large/aisle-calibration'))?.json()) ?? null);

test('auto measures the fastest tier, keeps the answers and caches the choice', async () => {
  const context = await site.newContext();
  const page = await site.openPage(context);
  const requestsBefore = site.server.requests.length;
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
  expect(site.server.requests.slice(requestsBefore).filter(({ url }) => url.includes('/chunks/'))).toEqual([]);

  const lightPage = await site.openPage();
  await startAisle(lightPage, { tier: 'light', manifestUrl });
  await view(lightPage, 5, 17, 150_000);
  // Exactly the same bits.
  expect((await predict(lightPage, { k: 30 })).items).toEqual(found.items);

  expect(await cachedChoice(page)).toEqual([releaseId, 'wasm']);
  // The next page uses the cached choice, also a changed one.
  await page.evaluate(async () => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      const [url] = (await cache.keys())
        .map((request) => request.url)
        .filter((url) => url.endsWith('aisle-calibration'));
      if (url)
        await cache.put(url, new Response(JSON.stringify([(await (await cache.match(url))!.json())[0], 'light'])));
    }
  });
  const next = await site.openPage(context);
  await startAisle(next, { tier: 'auto', manifestUrl });
  await next.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3000)));
  expect(await readyStatus(next)).toMatchObject({ catalogueTier: 'light', problemCode: undefined });
  // A choice for another release is ignored.
  await next.evaluate(async () =>
    (await caches.open('aisle-default')).put(
      '/model/large/aisle-calibration',
      new Response(JSON.stringify(['another', 'light'])),
    ),
  );
  const third = await site.openPage(context);
  await startAisle(third, { tier: 'auto', manifestUrl });
  await expect.poll(() => readyStatus(third)).toMatchObject({ catalogueTier: 'wasm', problemCode: undefined });
  // Erase deletes the choice.
  await next.evaluate(() => window.visitor.erase());
  expect(await cachedChoice(next)).toBe(null);
});

test.each([
  ['the shopper saves data', "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"],
  ['the battery runs low', 'navigator.getBattery = async () => ({ charging: false, level: 0.1 })'],
])('nothing is measured if %s', async (_, initScript) => {
  const context = await site.newContext();
  await context.addInitScript(initScript);
  const page = await site.openPage(context);
  await startAisle(page, { tier: 'auto', manifestUrl });
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3000)));
  expect(await readyStatus(page)).toMatchObject({ catalogueTier: 'light', problemCode: undefined });
  expect(await cachedChoice(page)).toBe(null);
});

test('a full, charging or unknown battery does not prevent the measurement', async () => {
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
