import { join } from 'node:path';
import { ACTION_TYPES } from '@aisle/core';
import { type Action, historyScores } from '@aisle/model';
import { scoreExamples } from '@aisle/model/train';
import { beforeAll, expect, test } from 'vitest';
import { useCpuBackend } from '../../packages/model/src/testing/cpuBackend.js';
import { itemId, predict, startAisle, track, useAisleSite } from '../kit/aislePage.js';
import { randomTable } from '../kit/randomTable.js';
import { type SmallRelease, writeSmallRelease } from '../kit/smallRelease.js';

const site = useAisleSite({ webgpu: 'swiftshader' });

/** Tiers add float32 numbers in different orders. `aisle replay` has the same tolerance. */
const SCORE_TOLERANCE = 1e-4;
const ITEMS = 60;
const CONFIG = { queryDecay: 0.7, queryLength: 3, weight: 2, scale: 30 };

let release: SmallRelease;
beforeAll(async () => {
  await useCpuBackend();
  release = await writeSmallRelease(join(site.modelDirectory, 'relations'), {
    itemCount: ITEMS,
    seed: 1,
    relations: {
      config: CONFIG,
      tables: { companions: randomTable(2, ITEMS, 8), substitutes: randomTable(3, ITEMS, 8) },
    },
    transitions: { config: { ...CONFIG, choiceWeight: 5 }, table: randomTable(4, ITEMS, 8) },
    situations: { atChoice: { transitions: 0.5, companions: 2 }, afterChoice: { companions: 0.3, substitutes: 1.5 } },
  });
});

/** Scores of rows 1 to 60 after a history, from the trainer's code. */
async function scoresInNode(history: readonly Action[]): Promise<number[]> {
  let found: number[] = [];
  const example = { userId: 'u', history, labelRow: 0 };
  await scoreExamples(release, [example], false, (_, scores) => (found = [...scores.subarray(1)]));
  return found;
}

test.each(['light', 'wasm', 'webgpu'] as const)(
  'on %s, scores contain companions, substitutes and transitions of choices',
  async (tier) => {
    const page = await site.openPage();
    expect(await startAisle(page, { tier, manifestUrl: '/model/relations/manifest.json' })).toMatchObject({
      tier,
      release: release.releaseId,
      problemCode: undefined,
    });
    let timestampMs = Date.now() - 86_400_000;
    const history: Action[] = [];
    const seenParts = new Set<string>();
    for (const [type, number] of [
      ['view_item', 7],
      ['view_item', 30],
      ['add_to_cart', 31],
      ['view_item', 9],
      ['purchase', 31],
      ['view_item', 52],
    ] as const) {
      timestampMs += 40_000;
      const event = { type, items: [{ item_id: itemId(number) }], timestampMs };
      expect(await track(page, event)).toMatchObject({ stored: true });
      history.push({ itemRow: number, typeIndex: ACTION_TYPES.indexOf(type), timestampMs });
      for (const { name, scores } of historyScores(release.config, release, history))
        if (scores.size > 0) seenParts.add(name);
      const expected = await scoresInNode(history);
      const { items } = await predict(page, { k: ITEMS });
      // A row has no items of the cart and no purchases.
      expect(items.length).toBeGreaterThan(ITEMS - 3);
      for (const { item_id, score } of items)
        expect(Math.abs(score - expected[release.itemIds.indexOf(item_id)]!)).toBeLessThan(SCORE_TOLERANCE);
    }
    expect([...seenParts].sort()).toEqual(['companions', 'substitutes', 'transitions']);
  },
);
