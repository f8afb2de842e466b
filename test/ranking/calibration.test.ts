import { join } from 'node:path';
import { expect, test } from 'vitest';
import { itemId, predict, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { writeSmallRelease } from '../kit/smallRelease.js';

// SwiftShader's adapter is a CPU: calibration must leave it alone.
const site = useAisleSite({ webgpu: 'swiftshader' });

/** So large that plain arrays take more than the 8 ms below which nothing else is tried, on any machine. */
const LARGE = 1_000_000;
/** As in tiers.test.ts: the same float32 numbers added in other orders. */
const SCORE_TOLERANCE = 5e-4;

test('auto measures what ranks a large catalogue fastest, and answers the same whatever it finds', async () => {
  const release = await writeSmallRelease(join(site.modelDirectory, 'large'), { itemCount: LARGE, seed: 3 });
  const manifestUrl = '/model/large/manifest.json';
  const page = await site.openPage();
  const seen = site.server.requests.length;
  const fetched = (part: string) => site.server.requests.slice(seen).filter(({ url }) => url.includes(part));
  // The first answer does not wait for the measurement.
  expect(await startAisle(page, { tier: 'auto', manifestUrl })).toMatchObject({ tier: 'light', problemCode: undefined });
  await view(page, 5, 17, 400_000);
  const list = [9, 3, 999_999, 12, 70_000].map(itemId);
  const { items: ranked, tier } = await rerank(page, list);
  expect(tier).toBe('light');

  await expect.poll(() => fetched('.wasm').length, { timeout: 30_000 }).toBeGreaterThan(0);
  const auto = await predict(page, { k: 30 });
  expect(fetched('webgpuBackend')).toEqual([]);
  expect(await rerank(page, list)).toMatchObject({ items: ranked, tier: 'light' });

  // What was found is kept beside the release, for the next page, and goes with everything else.
  const note = () => page.evaluate(async () => (await (await caches.match('/model/large/aisle-note'))?.json()) ?? null);
  await expect.poll(note, { timeout: 30_000 }).toEqual([release.releaseId, expect.stringMatching(/^(light|wasm)$/)]);
  await page.evaluate(() => window.visitor.erase());
  expect(await note()).toBe(null);

  const plain = await site.openPage();
  await startAisle(plain, { tier: 'light', manifestUrl });
  await view(plain, 5, 17, 400_000);
  const light = await predict(plain, { k: 30 });
  expect(light.tier).toBe('light');
  const scoreOf = new Map(light.items.map(({ item_id, score }) => [item_id, score]));
  // Places may differ where scores are too close to tell apart, which an item outside the thirty is only near their end.
  auto.items.slice(0, 20).forEach(({ item_id, score }) => expect(Math.abs(score - scoreOf.get(item_id)!)).toBeLessThan(SCORE_TOLERANCE));
});
