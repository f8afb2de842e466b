import { expect, test } from 'vitest';
import { itemId, predict, readyStatus, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite();
const ITEMS = [1, 2, 3, 4].map(itemId);

test('auto ranks lists on the light tier without fetching a chunk', async () => {
  const page = await site.openPage();
  const seen = site.server.requests.length;
  expect(await startAisle(page, { tier: 'auto' })).toMatchObject({
    tier: 'light',
    catalogueTier: 'light',
    adapter: undefined,
    problemCode: undefined,
  });
  await view(page, 1, 2);
  expect(await rerank(page, ITEMS)).toMatchObject({ ranked: true, tier: 'light' });
  expect(site.server.requests.slice(seen).filter(({ url }) => url.includes('chunks'))).toEqual([]);
});

test('tier webgpu without a GPU falls back to wasm and reports it', async () => {
  const page = await site.openPage();
  expect(await page.evaluate(async () => (await navigator.gpu?.requestAdapter()) ?? null)).toBe(null);
  const seen = site.server.requests.length;
  const status = await startAisle(page, { tier: 'webgpu' });
  expect(status).toMatchObject({ tier: 'wasm', problemCode: 'no-backend' });
  expect(status.problemMessage).toContain('Tier webgpu was requested, but no GPU adapter was found');
  // The chunk of a tier that cannot run is not fetched.
  expect(site.server.requests.slice(seen).filter(({ url }) => url.includes('webgpuBackend'))).toEqual([]);
});

test.each(['wasm', 'auto'] as const)('tier %s falls back to light if the policy forbids WebAssembly', async (tier) => {
  const policy = "default-src 'none'; script-src 'self'; connect-src 'self'";
  site.headers.set('/aisle/aisle-worker.js', { 'Content-Security-Policy': policy });
  const page = await site.openPage();
  await startAisle(page, { tier });
  await expect
    .poll(() => readyStatus(page))
    .toMatchObject({
      worker: 'ready',
      tier: 'light',
      catalogueTier: 'light',
      problemCode: 'no-backend',
      problemMessage: expect.stringMatching(/^Tier wasm could not start: .*Content Security Policy/),
    });
  await view(page, 1, 2);
  expect(await rerank(page, ITEMS)).toMatchObject({ ranked: true, tier: 'light' });
  expect(await predict(page)).toMatchObject({ tier: 'light' });
});
