import { join } from 'node:path';
import type { Aisle } from '@aisle/sdk';
import type { ExplainResult, Explanations } from '@aisle/sdk/explain';
import type { Page } from 'playwright';
import { beforeAll, expect, test } from 'vitest';
import { documentOf, useAisleSite } from '../kit/aislePage.js';
import { companionsOfNext } from '../kit/companionsOfNext.js';
import { writeSmallRelease } from '../kit/smallRelease.js';

const site = useAisleSite();

/** Scores are float32, and tiers add in different orders. */
const TOLERANCE = 1e-3;
const TAG =
  '<script src="/aisle/aisle.js" data-manifest="/weights/explain/manifest.json" data-automation="record" data-expose="explain"></script>';
const EXPLAIN = '<script src="/aisle/aisle-explain.js"></script>';
const MACHINES = 'Coffee > Espresso machines';
const chunkRequests = () => site.server.requests.filter(({ url }) => url.includes('/chunks/explainItems.'));

type TagWithExplanations = Aisle & Explanations;
let itemIds: readonly string[];

beforeAll(async () => {
  ({ itemIds } = await writeSmallRelease(join(site.weightsDirectory, 'explain'), {
    itemCount: 60,
    seed: 1,
    relations: { tables: { companions: companionsOfNext(60) } },
  }));
});

/** A shopper who has put a grinder into the cart and looked at two espresso machines. */
async function openWithHistory(head: string): Promise<Page> {
  const page = await site.openPage(undefined, documentOf(head));
  await page.evaluate(async (item_category) => {
    const aisle = window.aisle as TagWithExplanations;
    await aisle.setConsent('granted');
    await aisle.track({ type: 'add_to_cart', items: [{ item_id: 'item-9', item_name: 'Grinder' }] });
    for (const item_id of ['item-1', 'item-2'])
      await aisle.track({ type: 'view_item', items: [{ item_id, item_category }] });
    await aisle.whenReady!();
  }, MACHINES);
  return page;
}

const explain = (page: Page, what: unknown): Promise<ExplainResult> =>
  page.evaluate(
    (given) => (window.aisle as TagWithExplanations).explain(given as string, { deadlineMs: 30_000 }),
    what,
  );

test.each([
  ['before the tag', EXPLAIN + TAG],
  ['after the tag', TAG + EXPLAIN],
])('with aisle-explain.js %s, explain names the events and requests nothing', async (_, head) => {
  const earlier = chunkRequests().length;
  const page = await openWithHistory(head);
  // The worker loads the code by itself, so that no request shows that a shopper has asked.
  await expect.poll(() => chunkRequests().length).toBe(earlier + 1);
  const seen = site.server.requests.length;
  const { items, reason, release } = await explain(page, itemIds);
  expect(site.server.requests.slice(seen)).toEqual([]);
  expect([reason, typeof release, items.map(({ item_id }) => item_id)]).toEqual([undefined, 'string', itemIds]);
  for (const { rows, score } of items) {
    const sum = rows.reduce((total, { contribution }) => total + contribution, 0);
    expect(Math.abs(sum - score)).toBeLessThan(TOLERANCE);
    for (const { cause } of rows)
      expect(typeof cause === 'string' ? cause : cause.items[0]!.item_id).toMatch(/^(together|popularity|item-[129])$/);
  }
  const sentences = new Set(items.map(({ sentence }) => sentence));
  expect(sentences).toContain('because you looked at two items in “Espresso machines” today');
  expect(sentences).toContain('because you put “Grinder” into the cart today');
});

test('explained scores are those of predictions, and a result can be explained', async () => {
  const page = await openWithHistory(TAG + EXPLAIN);
  const result = await page.evaluate(() =>
    (window.aisle as TagWithExplanations).predict({ k: 60, diversity: 0, excludeCart: false, deadlineMs: 30_000 }),
  );
  const { items } = await explain(page, result);
  expect(items.length).toBeGreaterThan(50);
  expect(items.map(({ item_id }) => item_id)).toEqual(result.items.map(({ item_id }) => item_id));
  items.forEach(({ score }, i) => expect(Math.abs(score - result.items[i]!.score)).toBeLessThan(TOLERANCE));
});

test('after an erasure, nothing is explained', async () => {
  const page = await openWithHistory(TAG + EXPLAIN);
  expect((await explain(page, 'item-3')).items).toHaveLength(1);
  await page.evaluate(() => (window.aisle as TagWithExplanations).erase());
  expect(await explain(page, 'item-3')).toMatchObject({ items: [], reason: 'cold-start' });
});

test('an item that the release does not know has no explanation', async () => {
  const page = await openWithHistory(TAG + EXPLAIN);
  expect(await explain(page, 'nothing')).toMatchObject({ items: [], reason: 'unknown-items' });
  expect((await explain(page, ['nothing', 'item-3'])).items).toHaveLength(1);
});

test('a tag that does not expose explain answers with a reason, and requests nothing for it', async () => {
  const earlier = chunkRequests().length;
  const page = await openWithHistory(TAG.replace('explain"></script>', 'profile"></script>') + EXPLAIN);
  expect(await explain(page, 'item-3')).toMatchObject({ items: [], reason: 'not-exposed' });
  expect(chunkRequests()).toHaveLength(earlier);
});

test('without the tag, explain has the reason not-loaded at its deadline', async () => {
  const page = await site.openPage(undefined, documentOf(EXPLAIN));
  const answer = await page.evaluate(() => {
    const tag = (window as unknown as Record<symbol, Explanations>)[Symbol.for('aisle')]!;
    return tag.explain('item-1', { deadlineMs: 50 });
  });
  expect(answer).toMatchObject({ items: [], reason: 'not-loaded' });
});
