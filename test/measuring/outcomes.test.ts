import type { EventInput } from '@aisle/sdk';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import {
  databaseNames,
  exported,
  itemId,
  predict,
  rerank,
  startAisle,
  track,
  useAisleSite,
  view,
} from '../kit/aislePage.js';
import { withOrdinaryBrowser } from '../kit/ordinaryBrowser.js';

const site = useAisleSite();

const ITEMS = Array.from({ length: 20 }, (_, i) => itemId(i + 1));
const NONE = { shown: 0, clicked: 0, purchased: 0 };

async function trackItems(
  page: Page,
  type: 'view_item_list' | 'select_item' | 'add_to_cart' | 'purchase',
  ids: readonly string[],
  result_id?: string,
): Promise<void> {
  const event = { type, items: ids.map((item_id) => ({ item_id })), ...(result_id && { result_id }) } as EventInput;
  expect(await track(page, event)).toMatchObject({ stored: true });
}

/** Waits for the counts, which are made when page and worker are idle. */
const expectOutcomes = (page: Page, expected: object) =>
  expect.poll(() => page.evaluate(() => window.visitor.status().outcomes)).toEqual(expected);

/** Ranks a list, views it, clicks its first item and buys that item and another. */
async function shop(page: Page) {
  const { items, resultId } = await rerank(page, ITEMS);
  await trackItems(page, 'view_item_list', items.slice(0, 10), resultId);
  await trackItems(page, 'view_item_list', items.slice(10), resultId);
  await trackItems(page, 'select_item', [items[0]!], resultId);
  await trackItems(page, 'add_to_cart', [items[0]!], resultId);
  await trackItems(page, 'purchase', [items[0]!, items[5]!]);
  return resultId;
}

test.each([false, true])('outcomes are counted by arm across pages (encrypted: %s)', async (encrypted) => {
  const context = await site.newContext();
  const page = await site.openPage(context);
  await startAisle(page, { encrypted });
  await expectOutcomes(page, { arm: 'personalised', personalised: NONE, holdout: NONE });
  await view(page, 7);
  const resultId = await shop(page);
  const once = { shown: 1, clicked: 1, purchased: 1 };
  await expectOutcomes(page, { arm: 'personalised', personalised: once, holdout: NONE });
  expect((await exported(page)).map((event) => event.result_id)).toEqual([
    undefined,
    resultId,
    resultId,
    resultId,
    resultId,
    undefined,
  ]);

  // From now on the device is in the holdout. Earlier outcomes keep their arm.
  const next = await site.openPage(context);
  await startAisle(next, { encrypted, holdoutShare: 1 });
  await expectOutcomes(next, { arm: 'holdout', personalised: once, holdout: NONE });
  await shop(next);
  await expectOutcomes(next, { arm: 'holdout', personalised: once, holdout: once });
  // The first page receives the change from the other tab.
  await expectOutcomes(page, { arm: 'personalised', personalised: once, holdout: once });
});

test('a prediction counts as a result like a list', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 7);
  const { items, resultId } = await predict(page, { k: 3 });
  await trackItems(
    page,
    'view_item_list',
    items.map(({ item_id }) => item_id),
    resultId,
  );
  await trackItems(page, 'select_item', [items[1]!.item_id], resultId);
  await expectOutcomes(page, {
    arm: 'personalised',
    personalised: { shown: 1, clicked: 1, purchased: 0 },
    holdout: NONE,
  });
});

test('after an erasure, counts are zero and no database is created', async () => {
  const context = await site.newContext();
  const [page, other] = [await site.openPage(context), await site.openPage(context)];
  for (const tab of [page, other]) await startAisle(tab);
  await view(page, 7);
  await shop(page);
  for (const tab of [page, other])
    await expectOutcomes(tab, {
      arm: 'personalised',
      personalised: { shown: 1, clicked: 1, purchased: 1 },
      holdout: NONE,
    });
  await page.evaluate(() => window.visitor.erase());
  for (const tab of [page, other]) await expectOutcomes(tab, { arm: undefined, personalised: NONE, holdout: NONE });
  for (const tab of [page, other])
    expect(await rerank(tab, [itemId(1), itemId(2)])).toMatchObject({ ranked: false, reason: 'cold-start' });
  expect(await databaseNames(page)).toEqual([]);
  // Clicks before the erasure are unknown now.
  await trackItems(other, 'purchase', [itemId(1)]);
  await trackItems(other, 'view_item_list', [itemId(1)], 'p-after');
  for (const tab of [page, other])
    await expectOutcomes(
      tab,
      expect.objectContaining({ personalised: { shown: 1, clicked: 0, purchased: 0 }, holdout: NONE }),
    );
});

test('a hidden tab counts when it becomes visible', async () => {
  await withOrdinaryBrowser(async (context) => {
    const hiddenTab = await site.openPage(context);
    await startAisle(hiddenTab);
    const none = { arm: 'personalised', personalised: NONE, holdout: NONE };
    await expectOutcomes(hiddenTab, none);
    const visibleTab = await site.openPage(context);
    await startAisle(visibleTab);
    await expect.poll(() => hiddenTab.evaluate(() => document.visibilityState)).toBe('hidden');
    await trackItems(visibleTab, 'view_item_list', ITEMS, 'p-1');
    const one = { ...none, personalised: { ...NONE, shown: 1 } };
    await expectOutcomes(visibleTab, one);
    await expect.poll(() => hiddenTab.evaluate(() => window.visitor.status().storedEvents)).toBe(1);
    // The tab is idle and its worker has answered. A visible tab would have counted by now.
    await hiddenTab.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 4_000 })));
    await predict(hiddenTab);
    expect(await hiddenTab.evaluate(() => window.visitor.status().outcomes)).toEqual(none);
    await hiddenTab.bringToFront();
    await expectOutcomes(hiddenTab, one);
  });
});

test('outcomes include events beyond the context of the model', async () => {
  const context = await site.newContext();
  const page = await site.openPage(context);
  await startAisle(page);
  await trackItems(page, 'view_item_list', [itemId(1)], 'p-old');
  await page.evaluate(() =>
    Promise.all(
      Array.from({ length: 1100 }, (_, n) => window.visitor.track({ type: 'search', search_term: `term ${n}` })),
    ),
  );
  const next = await site.openPage(context);
  await startAisle(next);
  await expectOutcomes(next, { arm: 'personalised', personalised: { ...NONE, shown: 1 }, holdout: NONE });
});

test('without consent, outcomes are undefined', async () => {
  const page = await site.openPage();
  await startAisle(page, { consent: 'unset', beforeConsent: 'memory' });
  await page.evaluate(() =>
    window.visitor.track({ type: 'view_item_list', items: [{ item_id: 'item-1' }], result_id: 'p-memory' }),
  );
  await rerank(page, ITEMS);
  expect(await page.evaluate(() => window.visitor.status().outcomes)).toBeUndefined();
  await page.evaluate(() => window.visitor.setConsent('granted'));
  await expectOutcomes(page, { arm: 'personalised', personalised: { ...NONE, shown: 1 }, holdout: NONE });
  await page.evaluate(() => window.visitor.setConsent('denied'));
  expect(await page.evaluate(() => window.visitor.status().outcomes)).toBeUndefined();
});

test('without storage, the in-memory history is counted', async () => {
  const page = await site.openPage();
  await page.evaluate(
    () =>
      (IDBFactory.prototype.open = () => {
        throw new DOMException('no room here', 'UnknownError');
      }),
  );
  await startAisle(page);
  expect(await page.evaluate(() => window.visitor.status().storage)).toBe('memory');
  await page.evaluate(() =>
    window.visitor.track({ type: 'view_item_list', items: [{ item_id: 'item-1' }], result_id: 'p-memory' }),
  );
  await expectOutcomes(page, { arm: 'personalised', personalised: { ...NONE, shown: 1 }, holdout: NONE });
});
