import { join } from 'node:path';
import { ACTION_TYPES, seededRandom } from '@aisle/core';
import { type Action, lookupTransitions } from '@aisle/model';
import {
  SEQUENCE_TRANSITIONS,
  scoreExamples,
  strongestTransitions,
  type TrainingHistory,
  transitionStrengths,
} from '@aisle/model/train';
import { beforeAll, expect, test } from 'vitest';
import { useCpuBackend } from '../../packages/model/src/testing/cpuBackend.js';
import { itemId, predict, rerank, startAisle, track, useAisleSite } from '../kit/aislePage.js';
import { type SmallRelease, writeSmallRelease } from '../kit/smallRelease.js';

const site = useAisleSite({ webgpu: 'swiftshader' });

/** Tiers add float32 numbers in different orders. `aisle replay` has the same tolerance. */
const SCORE_TOLERANCE = 1e-4;
const ITEMS = 60;
const TRANSITION_CONFIG = { queryDecay: 0.7, queryLength: 4, weight: 2, scale: 30 };
/** All weights differ, so that a swapped weight changes the scores. */
const REPEAT = { byAge: [1, 1.5, 2, 2.5, 3, 3.5, 4], byType: ACTION_TYPES.map((_, i) => -i / 4), perLogCount: 2 };
const VIEW = ACTION_TYPES.indexOf('view_item');

/** Shoppers whose next item is one of the following three. */
function training(): TrainingHistory[] {
  const random = seededRandom(5);
  return Array.from({ length: 40 }, () => {
    let row = Math.floor(random() * ITEMS);
    const actions = Array.from({ length: 12 }, (_, i): Action => {
      row = (row + 1 + Math.floor(random() * 3)) % ITEMS;
      return { itemRow: 1 + row, typeIndex: VIEW, timestampMs: i };
    });
    return { actions, labelRows: new Int32Array(actions.length) };
  });
}

let release: SmallRelease;
beforeAll(async () => {
  await useCpuBackend();
  const counted = transitionStrengths(training(), ITEMS, SEQUENCE_TRANSITIONS);
  const table = strongestTransitions(counted, ITEMS, 6);
  release = await writeSmallRelease(join(site.modelDirectory, 'transitions'), {
    itemCount: ITEMS,
    seed: 1,
    transitions: { config: TRANSITION_CONFIG, table },
    repeat: REPEAT,
  });
});

/** Scores of rows 1 to 60 after a history, from the trainer's code, with or without transitions. */
async function scoresInNode(history: readonly Action[], withTransitions: boolean): Promise<number[]> {
  const { config, values, transitions } = release;
  let found: number[] = [];
  const model = withTransitions ? { config, values, transitions: transitions! } : { config, values };
  await scoreExamples(
    model,
    [{ userId: 'u', history, labelRow: 0 }],
    false,
    (_, scores) => (found = [...scores.subarray(1)]),
  );
  return found;
}

test.each(['light', 'wasm', 'webgpu'] as const)(
  'on %s, scores contain network, transitions and repeats',
  async (tier) => {
    const page = await site.openPage();
    expect(await startAisle(page, { tier, manifestUrl: '/model/transitions/manifest.json' })).toMatchObject({
      tier,
      release: release.releaseId,
      problemCode: undefined,
    });
    let timestampMs = Date.now() - 86_400_000;
    const history: Action[] = [];
    // More actions than queryLength, with one item twice. Every step is checked, so that a stale answer fails.
    for (const number of [7, 30, 31, 7, 52, 9]) {
      timestampMs += 40_000;
      expect(await track(page, { type: 'view_item', items: [{ item_id: itemId(number) }], timestampMs })).toMatchObject(
        { stored: true },
      );
      history.push({ itemRow: number, typeIndex: VIEW, timestampMs });
      const expected = await scoresInNode(history, true);
      const expectClose = (found: { item_id: string; score: number }[]) => {
        for (const { item_id, score } of found)
          expect(Math.abs(score - expected[release.itemIds.indexOf(item_id)]!)).toBeLessThan(SCORE_TOLERANCE);
      };

      const { items } = await predict(page, { k: ITEMS });
      expect(items).toHaveLength(ITEMS);
      expectClose(items);
      const candidates = [12, 8, 33, 59, 10, 32].map(itemId);
      const amongCandidates = (await predict(page, { candidates })).items;
      expect(amongCandidates).toHaveLength(candidates.length);
      expectClose(amongCandidates);

      const list = release.itemIds.slice(0, 40);
      const ranked = await rerank(page, [...list]);
      expect(ranked.ranked).toBe(true);
      const inOrder = ranked.items.map((id) => expected[release.itemIds.indexOf(id)]!);
      inOrder.slice(1).forEach((score, i) => expect(score).toBeLessThan(inOrder[i]! + SCORE_TOLERANCE));
      expect(new Set(ranked.items)).toEqual(new Set(list));
    }
    // Without the transitions, the scores of the following items would differ clearly.
    const strengths = lookupTransitions(release.transitions!, TRANSITION_CONFIG, history);
    const [withTransitions, withoutTransitions] = [
      await scoresInNode(history, true),
      await scoresInNode(history, false),
    ];
    expect(strengths.size).toBeGreaterThan(8);
    for (const row of strengths.keys())
      expect(withTransitions[row - 1]! - withoutTransitions[row - 1]!).toBeGreaterThan(100 * SCORE_TOLERANCE);
  },
);

test('cached transitions rank while the server fails', async () => {
  const context = await site.newContext();
  const options = { manifestUrl: '/model/transitions/manifest.json' };
  const first = await site.openPage(context);
  await startAisle(first, options);
  expect(await track(first, { type: 'view_item', items: [{ item_id: itemId(7) }] })).toMatchObject({ stored: true });
  const before = (await predict(first, { k: ITEMS })).items;
  await first.close();
  const page = await site.openPage(context);
  site.faults.set('/model/transitions/manifest.json', { kind: 'status', status: 503 });
  await startAisle(page, options);
  expect((await predict(page, { k: ITEMS })).items).toEqual(before);
});
