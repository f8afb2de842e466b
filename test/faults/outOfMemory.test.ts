import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { itemId, predict, readyStatus, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { writeSmallRelease } from '../kit/smallRelease.js';

/** WebAssembly is limited to 8 MB; a million items of width 16 take 16 MB. */
const site = useAisleSite({ args: ['--js-flags=--wasm-max-mem-pages=128'] });
beforeAll(async () => {
  await writeSmallRelease(join(site.modelDirectory, 'million'), { itemCount: 1_000_000, seed: 3 });
});
const ITEMS = [9, 3, 999_999, 12, 70_000].map(itemId);

test.each(['wasm', 'auto'] as const)(
  'tier %s falls back to light if the release exceeds WebAssembly memory',
  async (tier) => {
    const page = await site.openPage();
    await startAisle(page, { tier, manifestUrl: '/model/million/manifest.json' });
    await view(page, 5, 17, 400_000);
    await expect
      .poll(() => readyStatus(page))
      .toMatchObject({
        tier: 'light',
        catalogueTier: 'light',
        problemCode: 'no-backend',
        problemMessage: expect.stringMatching(/^Tier wasm (could not open the release|is not used): .*[Mm]emory/),
      });
    expect(await rerank(page, ITEMS)).toMatchObject({ ranked: true, tier: 'light' });
    expect((await predict(page, { k: 20 })).items).toHaveLength(20);
  },
);
