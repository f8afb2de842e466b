import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import {
  databaseNames,
  exported,
  predict,
  rerank,
  startAisle,
  track,
  useAisleSite,
  view,
  viewOf,
} from '../kit/aislePage.js';

const site = useAisleSite();

async function openTwoTabs(): Promise<[Page, Page]> {
  const context = await site.newContext();
  const tabs: [Page, Page] = [await site.openPage(context), await site.openPage(context)];
  for (const page of tabs) await startAisle(page);
  return tabs;
}

/** The prediction of a new page, whose worker reads the whole history from the database. */
async function predictInNewTab(page: Page) {
  const newPage = await site.openPage(page.context());
  await startAisle(newPage);
  const { items } = await predict(newPage);
  await newPage.close();
  return items;
}

const storedIs = (page: Page, count: number) =>
  page.waitForFunction((count) => window.visitor.status().storedEvents === count, count);

test('two tabs that write concurrently store each event exactly once', async () => {
  const tabs = await openTwoTabs();
  const acknowledged = await Promise.all(
    tabs.map((page, tab) =>
      page.evaluate(async (tab) => {
        const seqs: number[] = [];
        for (let n = 0; n < 100; n++) {
          const result = await window.visitor.track({ type: 'search', search_term: `tab ${tab} event ${n}` });
          if (result.stored) seqs.push(result.seq);
        }
        return seqs;
      }, tab),
    ),
  );
  expect(acknowledged.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  const terms = (await exported(tabs[0])).map((event) => ('search_term' in event ? event.search_term : ''));
  const written = [0, 1].map((tab) => Array.from({ length: 100 }, (_, n) => `tab ${tab} event ${n}`));
  expect(new Set(terms)).toEqual(new Set(written.flat()));
  expect(terms).toHaveLength(200);
  for (const [tab, expected] of written.entries())
    expect(terms.filter((term) => term.startsWith(`tab ${tab}`))).toEqual(expected);
  expect(acknowledged[0]).not.toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  expect(await exported(tabs[1])).toEqual(await exported(tabs[0]));
});

test("a tab's ranking includes events of another tab", async () => {
  const [a, b] = await openTwoTabs();
  await view(a, 1, 2);
  const before = (await predict(a)).items;
  await view(b, 30);
  await storedIs(a, 3);
  const after = (await predict(a)).items;
  expect(after).not.toEqual(before);
  expect(after).toEqual(await predictInNewTab(a));
  // In the other direction: the tab that has just read the history also includes its own events.
  await view(a, 31);
  await storedIs(b, 4);
  expect((await predict(b)).items).toEqual(await predictInNewTab(a));
});

test('an erase in one tab empties the other tab', async () => {
  const [a, b] = await openTwoTabs();
  await view(a, 1, 2);
  await storedIs(b, 2);
  expect((await predict(b)).items).toHaveLength(10);
  const { history, weightsCacheDeleted } = await a.evaluate(() => window.visitor.erase());
  expect(history).toMatchObject({ database: 'aisle-default', events: 2, databaseDeleted: true });
  expect(weightsCacheDeleted).toBe(true);
  await storedIs(b, 0);
  for (const page of [a, b]) expect(await predict(page)).toMatchObject({ items: [], reason: 'cold-start' });
  expect(await exported(b)).toEqual([]);
  expect(await track(b, viewOf(5))).toEqual({ stored: true, seq: 1 });
  await storedIs(a, 1);
  expect((await predict(b)).items).toHaveLength(10);
  expect((await predict(a)).items).toEqual((await predict(b)).items);
  expect((await predict(a)).items).toEqual(await predictInNewTab(a));
});

test('consent withdrawn in one tab stops another that is writing', async () => {
  const [a, b] = await openTwoTabs();
  await view(a, 1);
  const writing = b.evaluate(async () => {
    for (;;) {
      const result = await window.visitor.track({ type: 'search', search_term: 'still writing' });
      if (!result.stored) return result;
    }
  });
  await a.waitForFunction(() => window.visitor.status().storedEvents! > 5);
  await a.evaluate(() => window.visitor.setConsent('denied'));
  expect(await writing).toEqual({ stored: false, reason: 'no-consent' });
  expect(await b.evaluate(() => window.visitor.status().consent)).toBe('denied');
  expect(await track(b, viewOf(2))).toEqual({ stored: false, reason: 'no-consent' });
  expect(await rerank(b, ['item-1', 'item-2'])).toMatchObject({
    items: ['item-1', 'item-2'],
    ranked: false,
    reason: 'no-consent',
  });
  expect(await predict(b)).toMatchObject({ items: [], reason: 'no-consent' });
  for (const page of [a, b]) await expect.poll(() => page.workers()).toEqual([]);
  await expect.poll(() => databaseNames(b)).toEqual([]);
  expect(await b.evaluate(() => caches.keys())).toEqual([]);
});
