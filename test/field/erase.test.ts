import { expect, test } from 'vitest';
import { createAisle, exported, rawRows, startAisle, useAisleSite, view, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();

const withoutAnswer = async () => {
  const page = await site.openPage();
  await createAisle(page, { consent: 'unset', beforeConsent: 'buffer' });
  return page;
};

test('granted, event and erase in one tick store nothing', async () => {
  const page = await withoutAnswer();
  const tracked = await page.evaluate(async (event) => {
    void window.visitor.setConsent('granted');
    const tracked = window.visitor.track(event);
    await window.visitor.erase();
    return tracked;
  }, viewOf(1));
  expect(tracked).toEqual({ stored: false, reason: 'erased' });
  expect(await exported(page)).toEqual([]);
});

test('event, denied and granted in one tick store nothing', async () => {
  const page = await withoutAnswer();
  const tracked = await page.evaluate(async (event) => {
    const tracked = window.visitor.track(event);
    void window.visitor.setConsent('denied');
    await window.visitor.setConsent('granted');
    return tracked;
  }, viewOf(1));
  expect(tracked).toEqual({ stored: false, reason: 'erased' });
  expect(await exported(page)).toEqual([]);
});

test('event, reset and granted in one tick begin an empty history', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1);
  const tracked = await page.evaluate(async (event) => {
    const tracked = window.visitor.track(event);
    void window.visitor.reset();
    await window.visitor.setConsent('granted');
    return tracked;
  }, viewOf(2));
  expect(tracked).toEqual({ stored: false, reason: 'erased' });
  expect(await exported(page)).toEqual([]);
});

test.each([false, true])('a denial and a receipt are true when they resolve (encrypted: %s)', async (encrypted) => {
  const page = await site.openPage();
  await startAisle(page, { encrypted });
  await view(page, 1);
  const found = await page.evaluate(
    async ([before, after]) => {
      const databases = async () => (await indexedDB.databases()).map(({ name }) => name);
      const { visitor } = window;
      void visitor.track(before!);
      const { history } = await visitor.erase();
      const afterErase = await databases();
      const tracked = await visitor.track(after!);
      void visitor.track(before!);
      await visitor.setConsent('denied');
      return { events: history?.events, afterErase, tracked, afterDenial: await databases() };
    },
    [viewOf(2), viewOf(3)],
  );
  expect(found).toEqual({ events: 2, afterErase: [], tracked: { stored: true, seq: 1 }, afterDenial: [] });
});

test("a denial in one tab removes the other tab's event in progress", async () => {
  const context = await site.newContext();
  const [a, b] = [await site.openPage(context), await site.openPage(context)];
  for (const page of [a, b]) await startAisle(page);
  await view(a, 1);
  const tracking = b.evaluate((event) => {
    const results = Array.from({ length: 20 }, () => window.visitor.track(event));
    return Promise.all(results);
  }, viewOf(2));
  await a.evaluate(() => window.visitor.setConsent('denied'));
  await tracking;
  await expect.poll(() => b.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  expect(await a.evaluate(() => localStorage.length)).toBe(0);
});

test('an event that another tab tracks after an erase is stored', async () => {
  const context = await site.newContext();
  const [a, b] = [await site.openPage(context), await site.openPage(context)];
  for (const page of [a, b]) await startAisle(page);
  await view(a, 1);
  await a.evaluate(() => window.visitor.erase());
  await b.waitForFunction(() => window.visitor.status().storedEvents === 0);
  await view(b, 2);
  expect(await rawRows(a)).toMatchObject([{ type: 'view_item', items: [{ item_id: 'item-2' }] }]);
});
