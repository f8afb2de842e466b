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

async function act(
  page: Page,
  type: 'view_item_list' | 'select_item' | 'add_to_cart' | 'purchase',
  ids: readonly string[],
  result_id?: string,
): Promise<void> {
  const event = { type, items: ids.map((item_id) => ({ item_id })), ...(result_id && { result_id }) } as EventInput;
  expect(await track(page, event)).toMatchObject({ stored: true });
}

/** Waits for these counts, which are made when page and worker are idle; the deadline is for what hangs. */
const expectOutcomes = (page: Page, expected: object) =>
  expect.poll(() => page.evaluate(() => window.visitor.status().outcomes)).toEqual(expected);

/** Ranks a list, is shown it, clicks its first item and buys that, and something else. */
async function shop(page: Page) {
  const { items, resultId } = await rerank(page, ITEMS);
  await act(page, 'view_item_list', items.slice(0, 10), resultId);
  await act(page, 'view_item_list', items.slice(10), resultId);
  await act(page, 'select_item', [items[0]!], resultId);
  await act(page, 'add_to_cart', [items[0]!], resultId);
  await act(page, 'purchase', [items[0]!, items[5]!]);
  return resultId;
}

test.each([false, true])(
  'what was shown, clicked and bought of results is counted for their arm, on this page and the next (encrypted: %s)',
  async (encrypted) => {
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

    // From now on the device is in the holdout: what came before stays where it was.
    const next = await site.openPage(context);
    await startAisle(next, { encrypted, holdoutShare: 1 });
    await expectOutcomes(next, { arm: 'holdout', personalised: once, holdout: NONE });
    await shop(next);
    await expectOutcomes(next, { arm: 'holdout', personalised: once, holdout: once });
    // The first page hears of it from the other tab.
    await expectOutcomes(page, { arm: 'personalised', personalised: once, holdout: once });
  },
);

test('a prediction is a result like a list', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 7);
  const { items, resultId } = await predict(page, { k: 3 });
  await act(
    page,
    'view_item_list',
    items.map(({ item_id }) => item_id),
    resultId,
  );
  await act(page, 'select_item', [items[1]!.item_id], resultId);
  await expectOutcomes(page, { arm: 'personalised', personalised: { shown: 1, clicked: 1, purchased: 0 }, holdout: NONE });
});

test('after an erase nothing is counted, in every tab, and neither counting nor ranking makes a database', async () => {
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
  // What was clicked before the erase is not known any more.
  await act(other, 'purchase', [itemId(1)]);
  await act(other, 'view_item_list', [itemId(1)], 'p-after');
  for (const tab of [page, other])
    await expectOutcomes(
      tab,
      expect.objectContaining({ personalised: { shown: 1, clicked: 0, purchased: 0 }, holdout: NONE }),
    );
});

test('a tab behind another one leaves the counting until it comes to the front', async () => {
  await withOrdinaryBrowser(async (context) => {
    const behind = await site.openPage(context);
    await startAisle(behind);
    const none = { arm: 'personalised', personalised: NONE, holdout: NONE };
    await expectOutcomes(behind, none);
    const front = await site.openPage(context);
    await startAisle(front);
    await expect.poll(() => behind.evaluate(() => document.visibilityState)).toBe('hidden');
    await act(front, 'view_item_list', ITEMS, 'p-1');
    const one = { ...none, personalised: { ...NONE, shown: 1 } };
    await expectOutcomes(front, one);
    await expect.poll(() => behind.evaluate(() => window.visitor.status().storedEvents)).toBe(1);
    // Idle after it heard of the event, and its worker answers: by then a tab in front would have counted.
    await behind.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 4_000 })));
    await predict(behind);
    expect(await behind.evaluate(() => window.visitor.status().outcomes)).toEqual(none);
    await behind.bringToFront();
    await expectOutcomes(behind, one);
  });
});

test('the whole history counts, also what is older than the events that a model reads', async () => {
  const context = await site.newContext();
  const page = await site.openPage(context);
  await startAisle(page);
  await act(page, 'view_item_list', [itemId(1)], 'p-old');
  await page.evaluate(() =>
    Promise.all(
      Array.from({ length: 1100 }, (_, n) => window.visitor.track({ type: 'search', search_term: `term ${n}` })),
    ),
  );
  const next = await site.openPage(context);
  await startAisle(next);
  await expectOutcomes(next, { arm: 'personalised', personalised: { ...NONE, shown: 1 }, holdout: NONE });
});

test('without consent there are no counts; a withdrawal takes them away', async () => {
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

test('where the browser refuses storage, the memory of the page is counted', async () => {
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
