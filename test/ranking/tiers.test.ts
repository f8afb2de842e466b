import { join } from 'node:path';
import { expect, test } from 'vitest';
import { itemId, predict, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { writeSmallRelease } from '../kit/smallRelease.js';
import { compareTiers, histories, TRAINED_SHAPE } from './compareTiers.js';

const site = useAisleSite({ webgpu: 'swiftshader' });

// `test/long/parity.test.ts` asks the same of more histories and of larger catalogues.
test('light, wasm and webgpu give the same twenty best of a small catalogue', async () => {
  await compareTiers(site, { itemCount: 60 }, histories(12, 60));
});

test('and of 12,000 items, on a network of the size that the trainer makes', async () => {
  await compareTiers(site, { itemCount: 12_000, shape: TRAINED_SHAPE }, histories(6, 12_000));
}, 120_000);

test('of equal items, every tier takes the first ones', async () => {
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

test('and where bought next is asked for, after clicks whose place in the list is known', async () => {
  await compareTiers(site, { itemCount: 500, target: 'next-purchase' }, histories(8, 500, true));
});
