import type { EventInput } from '@aisle/sdk';
import { seededRandom } from '@aisle/core';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { itemId, predict, startAisle, track, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite({ webgpu: 'swiftshader' });

/** Engines add the same float32 numbers in different orders; the replay command allows as much. */
const SCORE_TOLERANCE = 5e-4;

/** Histories of several lengths (the context is 15 actions), kinds and time gaps, the same on every tier. */
function histories(): EventInput[][] {
  const random = seededRandom(3);
  const types = ['view_item', 'add_to_cart', 'purchase'] as const;
  return [1, 2, 6, 15, 30].map((length) => {
    let timestampMs = Date.now() - 90 * 86_400_000;
    return Array.from({ length }, (): EventInput => {
      timestampMs += Math.floor(10 ** (3 + 5 * random()));
      return { type: types[Math.floor(random() * 3)]!, items: [{ item_id: itemId(1 + Math.floor(random() * 60)) }], timestampMs };
    });
  });
}

async function predictions(page: Page, given: readonly EventInput[][]) {
  const tops = [];
  for (const events of given) {
    await page.evaluate(() => window.visitor.erase());
    for (const event of events) expect(await track(page, event)).toMatchObject({ stored: true });
    tops.push((await predict(page, { k: 60 })).items);
  }
  return tops;
}

test('webgpu, wasm and light give the same ten best items', async () => {
  const given = histories();
  const byTier = new Map<string, Awaited<ReturnType<typeof predictions>>>();
  for (const tier of ['light', 'wasm', 'webgpu'] as const) {
    const page = await site.openPage();
    const status = await startAisle(page, { tier });
    const adapter = tier === 'webgpu' ? expect.stringContaining('swiftshader') : undefined;
    expect(status).toMatchObject({ tier, adapter, problemCode: undefined });
    byTier.set(tier, await predictions(page, given));
    await page.context().close();
  }
  const expected = byTier.get('light')!;
  expect(new Set(expected.map((items) => items.map(({ item_id }) => item_id).join())).size).toBe(given.length);
  for (const tier of ['wasm', 'webgpu']) {
    for (const [h, items] of byTier.get(tier)!.entries()) {
      const scoreOf = new Map(expected[h]!.map(({ item_id, score }) => [item_id, score]));
      for (const { item_id, score } of items) expect(Math.abs(score - scoreOf.get(item_id)!)).toBeLessThan(SCORE_TOLERANCE);
      for (const [place, { item_id }] of items.slice(0, 10).entries()) {
        const own = expected[h]![place]!;
        // Another item at this place is right only where the two scores are too close to tell apart.
        if (item_id !== own.item_id) expect(Math.abs(scoreOf.get(item_id)! - own.score)).toBeLessThan(SCORE_TOLERANCE);
      }
    }
  }
});
