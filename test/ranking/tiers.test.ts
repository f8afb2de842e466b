import { join } from 'node:path';
import { expect, test } from 'vitest';
import { itemId, predict, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { writeSmallRelease } from '../kit/smallRelease.js';
import { compareTiers, randomHistories, TRAINED_SHAPE } from './compareTiers.js';

const site = useAisleSite({ webgpu: 'swiftshader' });

// `test/long/parity.test.ts` compares more histories and larger releases.
test('light, wasm and webgpu return the same top 20', async () => {
  await compareTiers(site, { itemCount: 60 }, randomHistories(12, 60));
});

test('all tiers agree on 12,000 items with a trained shape', async () => {
  await compareTiers(site, { itemCount: 12_000, shape: TRAINED_SHAPE }, randomHistories(6, 12_000));
}, 120_000);

test('with equal scores, every tier returns the first items', async () => {
  await writeSmallRelease(join(site.modelDirectory, 'equal'), { itemCount: 3000, seed: 2, allEqual: true });
  for (const tier of ['light', 'wasm', 'webgpu'] as const) {
    const page = await site.openPage();
    expect(await startAisle(page, { tier, manifestUrl: '/model/equal/manifest.json' })).toMatchObject({ tier });
    await view(page, 2500);
    const { items } = await predict(page, { k: 20, exclude: [itemId(3)] });
    expect(
      items.map(({ item_id }) => item_id),
      tier,
    ).toEqual(Array.from({ length: 21 }, (_, i) => itemId(i + 1)).filter((id) => id !== itemId(3)));
  }
});

test('all tiers agree for next-purchase with list positions', async () => {
  await compareTiers(site, { itemCount: 500, target: 'next-purchase' }, randomHistories(8, 500, true));
});
