import { join } from 'node:path';
import { seededRandom } from '@aisle/core';
import type { EventInput } from '@aisle/sdk';
import { expect } from 'vitest';
import { type AisleSite, itemId, predict, startAisle, track } from '../kit/aislePage.js';
import { type SmallReleaseOptions, writeSmallRelease } from '../kit/smallRelease.js';

/**
 * Scores of the tiers may differ by this much, and closer items may change positions. Each tier adds some hundred float32
 * terms in a different order, through two layers. `aisle replay` has the same tolerance.
 */
const SCORE_TOLERANCE = 1e-4;
const TOP = 20;
/** More than `TOP`, because a tie at the end may let another item in. */
const DEPTH = 40;

/** The shape of networks from `aisle train`. */
export const TRAINED_SHAPE = {
  width: 64,
  layerCount: 2,
  headCount: 2,
  feedForwardWidth: 256,
  windowLength: 50,
} as const;

/**
 * Random histories: from one action to more than the context length, of every kind and time gap.
 *
 * @param withPositions whether events have the item's position in its list
 */
export function randomHistories(count: number, itemCount: number, withPositions = false): EventInput[][] {
  const random = seededRandom(3);
  const types = ['view_item', 'add_to_cart', 'purchase'] as const;
  return Array.from({ length: count }, (_, n) => {
    let timestampMs = Date.now() - 90 * 86_400_000;
    // Some are longer than the context of 99 actions.
    const length = 1 + Math.floor((n % 10 === 9 ? 130 : 25) * random() ** 2);
    return Array.from({ length }, (_, index): EventInput => {
      timestampMs += Math.floor(10 ** (3 + 4 * random()));
      return {
        type: types[Math.floor(random() * 3)]!,
        items: [{ item_id: itemId(1 + Math.floor(random() * itemCount)), ...(withPositions && { index }) }],
        timestampMs,
      };
    });
  });
}

/** Compares every tier with the light tier on the same histories, through the public API of the built files. */
export async function compareTiers(
  site: AisleSite,
  options: Omit<SmallReleaseOptions, 'seed'>,
  randomHistories: readonly (readonly EventInput[])[],
): Promise<void> {
  const folder = `tiers-${options.itemCount}-${randomHistories.length}`;
  await writeSmallRelease(join(site.modelDirectory, folder), { seed: 5, ...options });
  const answers = async (tier: 'light' | 'wasm' | 'webgpu') => {
    const page = await site.openPage();
    const adapter = tier === 'webgpu' ? expect.stringContaining('swiftshader') : undefined;
    expect(await startAisle(page, { tier, manifestUrl: `/model/${folder}/manifest.json` })).toMatchObject({
      tier,
      adapter,
      problemCode: undefined,
    });
    const topItems: Awaited<ReturnType<typeof predict>>['items'][] = [];
    for (const [h, events] of randomHistories.entries()) {
      await page.evaluate(() => window.visitor.erase());
      for (const event of events) expect(await track(page, event)).toMatchObject({ stored: true });
      // Every second prediction excludes the items of the history, as a shop excludes the cart.
      const exclude =
        h % 2 === 0
          ? []
          : events.flatMap((event) => ('items' in event ? event.items.map(({ item_id }) => item_id) : []));
      topItems.push((await predict(page, { k: DEPTH, exclude })).items);
    }
    await page.context().close();
    return topItems;
  };
  const expected = await answers('light');
  // Nearly all answers differ. Two histories of one action may name the same item.
  expect(new Set(expected.map((items) => items.map(({ item_id }) => item_id).join())).size).toBeGreaterThan(
    0.98 * randomHistories.length,
  );
  for (const tier of ['wasm', 'webgpu'] as const) {
    for (const [h, items] of (await answers(tier)).entries()) {
      const scoreOf = new Map(expected[h]!.map(({ item_id, score }) => [item_id, score]));
      expect(items).toHaveLength(expected[h]!.length);
      for (const [listPosition, { item_id, score }] of items.slice(0, TOP).entries()) {
        const expectedItem = expected[h]![listPosition]!;
        expect(Math.abs(score - expectedItem.score), `${tier}, history ${h}, place ${listPosition}`).toBeLessThan(
          SCORE_TOLERANCE,
        );
        // Another item at this position is correct only if the two scores are within the tolerance.
        expect(
          Math.abs((scoreOf.get(item_id) ?? -Infinity) - expectedItem.score),
          `${tier}, history ${h}: ${item_id} at place ${listPosition}`,
        ).toBeLessThan(SCORE_TOLERANCE);
      }
    }
  }
}
