import { beforeAll, expect, test } from 'vitest';
import {
  createAisle,
  documentOf,
  exported,
  itemId,
  predict,
  rerank,
  startAisle,
  useAisleSite,
  view,
} from '../kit/aislePage.js';
import { writeSmallRelease } from '../kit/smallRelease.js';

const site = useAisleSite();
const COUNT = 5_000;
const MANIFEST = '/weights/manifest.json';
/** How late a timer may fire on a busy machine. */
const SLACK_MS = 2_000;

beforeAll(async () => {
  await writeSmallRelease(site.weightsDirectory, { itemCount: COUNT, seed: 3 });
});

test.each(['light', 'wasm'] as const)('rerank of 5,000 items returns every object once on tier %s', async (tier) => {
  const page = await site.openPage();
  await startAisle(page, { manifestUrl: MANIFEST, tier });
  await view(page, 7, 8);
  const best = (await predict(page, { k: COUNT, diversity: 0 })).items.map(({ item_id }) => item_id);
  expect(best).toHaveLength(COUNT);
  const found = await page.evaluate(async (count) => {
    const given = Array.from({ length: count }, (_, i) => ({ item_id: `item-${i + 1}` }));
    const { items, ranked, tier } = await window.visitor.rerank(given, { deadlineMs: 30_000 });
    return {
      ranked,
      tier,
      same: new Set(items).size === count && items.every((item) => given[Number(item.item_id.slice(5)) - 1] === item),
      ids: items.map(({ item_id }) => item_id),
    };
  }, COUNT);
  expect(found).toMatchObject({ ranked: true, tier, same: true });
  expect(found.ids).toEqual(best);
});

test('a long list keeps its order at the deadline', async () => {
  site.faults.set(MANIFEST, { kind: 'hang' });
  const page = await site.openPage();
  await createAisle(page, { manifestUrl: MANIFEST });
  const given = Array.from({ length: COUNT }, (_, i) => itemId(COUNT - i));
  const { items, durationMs, ...result } = await rerank(page, given, { deadlineMs: 50 });
  expect(result).toMatchObject({ ranked: false, reason: 'timeout' });
  expect(items).toEqual(given);
  expect(durationMs).toBeGreaterThanOrEqual(49);
  expect(durationMs).toBeLessThan(50 + SLACK_MS);
});

test('events have at most 200 items', async () => {
  const cards = Array.from({ length: 300 }, (_, i) => `<li data-aisle-item="${itemId(i + 1)}"></li>`).join('');
  const tag =
    '<script src="/aisle/aisle.js" data-manifest="/weights/manifest.json" data-automation="record" data-expose="export" data-before-consent="buffer"></script>';
  const page = await site.openPage(undefined, documentOf(tag, `<ul data-aisle-list="all">${cards}</ul>`));
  await page.evaluate(() => {
    window.visitor = window.aisle as unknown as Window['visitor'];
    return window.visitor.setConsent('granted');
  });
  await expect.poll(() => exported(page)).toHaveLength(1);
  const [event] = await exported(page);
  expect(event).toMatchObject({ type: 'view_item_list', item_list_id: 'all' });
  expect('items' in event! && event.items.map(({ item_id, index }) => [item_id, index])).toEqual(
    Array.from({ length: 200 }, (_, i) => [itemId(i + 1), i]),
  );
  const message = await page.evaluate(() => {
    const items = Array.from({ length: 201 }, (_, i) => ({ item_id: `item-${i}` }));
    return window.visitor.track({ type: 'view_item_list', items }).then(() => '', String);
  });
  expect(message).toContain('items must be a list of 1 to 200 items, found a list of 201');
});
