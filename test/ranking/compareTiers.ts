import { join } from 'node:path';
import { seededRandom } from '@aisle/core';
import type { EventInput } from '@aisle/sdk';
import { expect } from 'vitest';
import { type AisleSite, itemId, predict, startAisle, track } from '../kit/aislePage.js';
import { type SmallReleaseOptions, writeSmallRelease } from '../kit/smallRelease.js';

/**
 * Scores of the tiers may differ by this much, and items whose scores are nearer than this change places: float32 sums of
 * some hundred terms each in another order, through two layers. `aisle replay` allows as much.
 */
const SCORE_TOLERANCE = 1e-4;
const TOP = 20;
/** Seen around the end of the twenty, where a tie may let another item in. */
const DEPTH = 40;

/** What `aisle train` makes. */
export const TRAINED_SHAPE = {
  width: 64,
  layerCount: 2,
  headCount: 2,
  feedForwardWidth: 256,
  windowLength: 50,
} as const;

/**
 * Random shoppers: of one action up to more than a context holds, of every kind and time gap.
 *
 * @param listed whether it is known where in a list an item was found
 */
export function histories(count: number, itemCount: number, listed = false): EventInput[][] {
  const random = seededRandom(3);
  const types = ['view_item', 'add_to_cart', 'purchase'] as const;
  return Array.from({ length: count }, (_, n) => {
    let timestampMs = Date.now() - 90 * 86_400_000;
    // Some longer than the context of 99 actions; most are not.
    const length = 1 + Math.floor((n % 10 === 9 ? 130 : 25) * random() ** 2);
    return Array.from({ length }, (_, index): EventInput => {
      timestampMs += Math.floor(10 ** (3 + 4 * random()));
      return {
        type: types[Math.floor(random() * 3)]!,
        items: [{ item_id: itemId(1 + Math.floor(random() * itemCount)), ...(listed && { index }) }],
        timestampMs,
      };
    });
  });
}

/** Every tier's answers to the same histories, through the public API of the built files, against the light tier's. */
export async function compareTiers(
  site: AisleSite,
  options: Omit<SmallReleaseOptions, 'seed'>,
  given: readonly (readonly EventInput[])[],
): Promise<void> {
  const folder = `tiers-${options.itemCount}-${given.length}`;
  await writeSmallRelease(join(site.modelDirectory, folder), { seed: 5, ...options });
  const answers = async (tier: 'light' | 'wasm' | 'webgpu') => {
    const page = await site.openPage();
    const adapter = tier === 'webgpu' ? expect.stringContaining('swiftshader') : undefined;
    expect(await startAisle(page, { tier, manifestUrl: `/model/${folder}/manifest.json` })).toMatchObject({
      tier,
      adapter,
      problemCode: undefined,
    });
    const tops: Awaited<ReturnType<typeof predict>>['items'][] = [];
    for (const [h, events] of given.entries()) {
      await page.evaluate(() => window.visitor.erase());
      for (const event of events) expect(await track(page, event)).toMatchObject({ stored: true });
      // Every other one without what it holds, as a shop leaves out what is in the cart.
      const exclude =
        h % 2 === 0
          ? []
          : events.flatMap((event) => ('items' in event ? event.items.map(({ item_id }) => item_id) : []));
      tops.push((await predict(page, { k: DEPTH, exclude })).items);
    }
    await page.context().close();
    return tops;
  };
  const expected = await answers('light');
  // Nearly all of them: of a thousand shoppers of one action, two may have acted on the same item.
  expect(new Set(expected.map((items) => items.map(({ item_id }) => item_id).join())).size).toBeGreaterThan(
    0.98 * given.length,
  );
  for (const tier of ['wasm', 'webgpu'] as const) {
    for (const [h, items] of (await answers(tier)).entries()) {
      const scoreOf = new Map(expected[h]!.map(({ item_id, score }) => [item_id, score]));
      expect(items).toHaveLength(expected[h]!.length);
      for (const [place, { item_id, score }] of items.slice(0, TOP).entries()) {
        const own = expected[h]![place]!;
        expect(Math.abs(score - own.score), `${tier}, history ${h}, place ${place}`).toBeLessThan(SCORE_TOLERANCE);
        // Another item at this place is right only where the two scores are too close to tell apart.
        expect(
          Math.abs((scoreOf.get(item_id) ?? -Infinity) - own.score),
          `${tier}, history ${h}: ${item_id} at place ${place}`,
        ).toBeLessThan(SCORE_TOLERANCE);
      }
    }
  }
}
