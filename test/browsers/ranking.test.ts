import { ACTION_TYPES } from '@aisle/core';
import type { Action } from '@aisle/model';
import { scoreExamples } from '@aisle/model/train';
import { beforeAll, describe, expect, test } from 'vitest';
import { useCpuBackend } from '../../packages/model/src/testing/cpuBackend.js';
import { itemId, predict, rerank, startAisle, track } from '../kit/aislePage.js';
import { ENGINES, useBrowserSite } from './kit.js';

const site = useBrowserSite();

/**
 * Engines add float32 numbers in different orders and have different exponential functions. The replay command allows
 * the same.
 */
const SCORE_TOLERANCE = 1e-4;
const ITEMS = 60;

beforeAll(useCpuBackend);

/** The scores of rows 1 to 60 after a history, by the trainer's code in Node. */
async function scoresInNode(history: readonly Action[]): Promise<number[]> {
  const { config, values } = site.release;
  let found: number[] = [];
  await scoreExamples(
    { config, values },
    [{ userId: 'u', history, labelRow: 0 }],
    false,
    (_, scores) => (found = [...scores.subarray(1)]),
  );
  return found;
}

describe.each(ENGINES)('%s', (engine) => {
  test("the light tier ranks like the trainer's code in Node", async () => {
    const tab = await (await site.startVisit(engine)).openTab();
    expect(await startAisle(tab)).toMatchObject({ tier: 'light', release: site.release.releaseId });
    const start = Date.now() - 86_400_000;
    const history: Action[] = [];
    // More actions than the window (8) and the context (15), of several types, minutes and hours apart.
    for (let n = 0; n < 20; n++) {
      const [type, number, timestampMs] = [
        (['view_item', 'add_to_cart', 'purchase'] as const)[n % 3]!,
        1 + ((n * 23) % ITEMS),
        start + n * n * 180_000,
      ];
      expect(await track(tab, { type, items: [{ item_id: itemId(number) }], timestampMs })).toMatchObject({
        stored: true,
      });
      history.push({ itemRow: number, typeIndex: ACTION_TYPES.indexOf(type), timestampMs });
      if (n % 4 !== 3) continue;

      const expected = await scoresInNode(history);
      // All items, by score alone.
      const { items } = await predict(tab, { k: ITEMS, diversity: 0, excludeCart: false, excludePurchased: false });
      expect(new Set(items.map(({ item_id }) => item_id))).toEqual(new Set(site.release.itemIds));
      for (const { item_id, score } of items) {
        expect(
          Math.abs(score - expected[site.release.itemIds.indexOf(item_id)]!),
          `${item_id} after ${n + 1} events`,
        ).toBeLessThan(SCORE_TOLERANCE);
      }
      const inOrder = (await rerank(tab, site.release.itemIds)).items.map(
        (id) => expected[site.release.itemIds.indexOf(id)]!,
      );
      inOrder.slice(1).forEach((score, i) => expect(score).toBeLessThan(inOrder[i]! + SCORE_TOLERANCE));
      // The scores differ enough to make the order meaningful.
      expect(inOrder[0]! - inOrder[ITEMS - 1]!).toBeGreaterThan(1000 * SCORE_TOLERANCE);
    }
  });
});
