import { expect, test } from 'vitest';
import { itemId, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite();
const ITEMS = [1, 2, 3, 4].map(itemId);
const WASM_FILES = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];

test('auto answers on the light tier, which fetches no chunk', async () => {
  const page = await site.openPage();
  const seen = site.server.requests.length;
  expect(await startAisle(page, { tier: 'auto' })).toMatchObject({ tier: 'light', catalogueTier: 'light', adapter: undefined, problemCode: undefined });
  await view(page, 1, 2);
  expect(await rerank(page, ITEMS)).toMatchObject({ ranked: true, tier: 'light' });
  expect(site.server.requests.slice(seen).filter(({ url }) => /chunks|wasm/.test(url))).toEqual([]);
});

test('a shop that asks for webgpu where there is none gets wasm, and is told', async () => {
  const page = await site.openPage();
  expect(await page.evaluate(async () => (await navigator.gpu?.requestAdapter()) ?? null)).toBe(null);
  const seen = site.server.requests.length;
  const status = await startAisle(page, { tier: 'webgpu' });
  expect(status).toMatchObject({ tier: 'wasm', problemCode: 'no-backend' });
  expect(status.problemMessage).toContain('Tier webgpu was asked for, but there is no adapter');
  // The chunk of an engine that cannot run is not worth its bytes.
  expect(site.server.requests.slice(seen).filter(({ url }) => url.includes('webgpuBackend'))).toEqual([]);
});

test('a shop that asks for wasm whose files are missing gets the light tier, and the status says why', async () => {
  for (const file of WASM_FILES) site.faults.set(`/aisle/wasm/${file}`, { kind: 'status', status: 404 });
  const page = await site.openPage();
  const status = await startAisle(page, { tier: 'wasm' });
  expect(status).toMatchObject({ worker: 'ready', tier: 'light', problemCode: 'no-backend' });
  expect(status.problemMessage).toMatch(/^Tier wasm could not start/);
  await view(page, 1, 2);
  expect(await rerank(page, ITEMS)).toMatchObject({ ranked: true, tier: 'light' });
});
