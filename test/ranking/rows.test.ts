import { join } from 'node:path';
import { kindsOf } from '@aisle/model/testing';
import type { EventInput, PredictResult } from '@aisle/sdk';
import { beforeAll, expect, test } from 'vitest';
import { itemId, predict, startAisle, track, useAisleSite } from '../kit/aislePage.js';
import { randomTable } from '../kit/randomTable.js';
import { writeSmallRelease } from '../kit/smallRelease.js';

const site = useAisleSite({ webgpu: 'swiftshader' });

/** Tiers add float32 numbers in different orders. `aisle replay` has the same tolerance. */
const SCORE_TOLERANCE = 1e-4;
const ITEMS = 300;
const KINDS = 12;
const manifestUrl = '/model/rows/manifest.json';

/** Items 1, 13, 25 and so on are rarely bought again; all others half of the time, after a month. */
const kinds = {
  ...kindsOf(
    Array.from({ length: ITEMS }, (_, i) => (i % 17 === 16 ? -1 : i % KINDS)),
    [{ share: 0.02, medianDays: undefined }],
  ),
  trending: Int32Array.of(30, 18, 6, 42, 7),
};

beforeAll(async () => {
  await writeSmallRelease(join(site.modelDirectory, 'rows'), {
    itemCount: ITEMS,
    seed: 4,
    kinds,
    relations: {
      config: { queryDecay: 0.7, queryLength: 3, weight: 1, scale: 10 },
      tables: { companions: randomTable(2, ITEMS, 4), substitutes: randomTable(3, ITEMS, 4) },
    },
    probability: { temperature: 1.5, rest: 4 },
  });
});

function event(
  type: 'view_item' | 'add_to_cart' | 'purchase',
  daysAgo: number,
  ...numbers: readonly number[]
): EventInput {
  const items = numbers.map((number) => ({ item_id: itemId(number) }));
  return { type, items, timestampMs: Date.now() - daysAgo * 86_400_000 };
}

const HISTORIES: readonly (readonly EventInput[])[] = [
  [event('view_item', 0, 5)],
  [event('view_item', 2, 5, 17), event('add_to_cart', 1, 17), event('view_item', 0, 90, 91, 92)],
  [event('view_item', 3, 13, 25), event('purchase', 3, 13), event('view_item', 1, 40, 25)],
  [event('purchase', 40, 3), event('purchase', 1, 16), event('view_item', 0, 200, 201, 202, 203)],
];

test('rows of every kind are the same on all tiers', async () => {
  const rowsOn = async (tier: 'light' | 'wasm' | 'webgpu') => {
    const page = await site.openPage();
    expect(await startAisle(page, { tier, manifestUrl })).toMatchObject({ tier, problemCode: undefined });
    const answers: PredictResult[][] = [];
    for (const history of HISTORIES) {
      await page.evaluate(() => window.visitor.erase());
      for (const event of history) expect(await track(page, event)).toMatchObject({ stored: true });
      answers.push(
        await page.evaluate(async () => {
          const { visitor } = window;
          const options = { k: 12, deadlineMs: 30_000 };
          const candidates = Array.from({ length: 100 }, (_, i) => `item-${3 * i + 1}`);
          return Promise.all([
            visitor.predict(options),
            visitor.predict({ ...options, diversity: 0.5 }),
            visitor.predict({ ...options, candidates, excludeViewed: true }),
            visitor.predict({ ...options, boost: { 'item-77': 9, 'item-78': -9 }, maxPerCategory: 2 }),
            visitor.predict({ ...options, kind: 'carry-on' }),
            visitor.related('item-5', options),
            visitor.boughtWith(['item-5', 'item-17'], options),
            visitor.trending({ ...options, category: 'kind 5' }),
          ]);
        }),
      );
    }
    await page.context().close();
    return answers;
  };
  const expected = await rowsOn('light');
  for (const { items, reason } of expected.flat()) expect([items.length > 0, reason]).toEqual([true, undefined]);
  for (const tier of ['wasm', 'webgpu'] as const) {
    for (const [h, rows] of (await rowsOn(tier)).entries())
      for (const [r, { items }] of rows.entries()) {
        const place = `${tier}, history ${h}, row ${r}`;
        const others = expected[h]![r]!.items;
        const idsOf = (row: PredictResult['items']) => row.map(({ item_id }) => item_id);
        expect(idsOf(items), place).toEqual(idsOf(others));
        for (const [i, { score, probability }] of items.entries()) {
          expect(Math.abs(score - others[i]!.score), place).toBeLessThan(SCORE_TOLERANCE);
          // Only rows of the shopper have probabilities.
          if (r < 5) expect(probability, place).toBeCloseTo(others[i]!.probability!, 4);
          else expect(probability, place).toBeUndefined();
        }
      }
  }
});

test('a row has what is due, and no item of a kind that was bought', async () => {
  const page = await site.openPage();
  await startAisle(page, { manifestUrl });
  for (const event of HISTORIES.slice(2).flat()) await track(page, event);
  const numbersOf = async (options: Parameters<typeof predict>[1]) =>
    (await predict(page, options)).items.map(({ item_id }) => Number(item_id.slice(5)));
  const row = await numbersOf({ k: 100 });
  expect(row).toHaveLength(100);
  // Kind 0 is rarely bought again, kind 3 was bought yesterday.
  expect(row.filter((number) => [0, 3].includes(kinds.ofRow[number]!))).toEqual([]);
  const candidates = [3, 13, 16, 250].map(itemId);
  expect(new Set(await numbersOf({ k: 3, candidates }))).toEqual(new Set([3, 250]));
  expect(new Set(await numbersOf({ kind: 'carry-on' }))).toEqual(new Set([200, 201, 202, 203]));
});
