import type { BrowserContext, Page } from 'playwright';
import { expect, test } from 'vitest';
import {
  databaseNames,
  exported,
  itemId,
  rawRows,
  readyStatus,
  rerank,
  startAisle,
  track,
  useAisleSite,
  view,
  viewOf,
} from '../kit/aislePage.js';
import { documentOf } from '../kit/serveAisle.js';

const site = useAisleSite();
const NO_CONSENT = { stored: false, reason: 'no-consent' };

/** Opens a page with a consent platform that has granted consent. `window.answer` sends its answers. */
async function openWithPlatform(context?: BrowserContext, signal = 'granted'): Promise<Page> {
  const page = await site.openPage(context);
  await startAisle(page, { consent: 'unset' });
  await page.evaluate((signal) => {
    window.visitor.use({
      name: 'platform',
      start: ({ setConsent }) => {
        Object.assign(window, { answer: (signal: 'granted' | 'denied') => setConsent(signal, 'why') });
        return () => {};
      },
    });
    (window as unknown as Record<'answer', (signal: string) => void>).answer(signal);
  }, signal);
  await readyStatus(page);
  return page;
}

const answer = (page: Page, signal: 'granted' | 'denied') =>
  page.evaluate((signal) => (window as unknown as Record<'answer', (signal: string) => void>).answer(signal), signal);
const consentOf = (page: Page) => page.evaluate(() => window.visitor.status().consent);
const localKeys = (page: Page) => page.evaluate(() => Object.keys(localStorage));

test('a passing denial stops writing and ranking, and keeps the history', async () => {
  const context = await site.newContext();
  const page = await openWithPlatform(context);
  const other = await site.openPage(context);
  await startAisle(other);
  await view(page, 1, 2);
  await page.waitForFunction(() => 'aisle-default-ranking' in localStorage);
  await answer(page, 'denied');
  expect([await consentOf(page), await localKeys(page)]).toEqual(['denied', ['aisle-default-erase']]);
  expect(await track(page, viewOf(3))).toEqual(NO_CONSENT);
  expect(await rerank(page, [1, 2, 3].map(itemId))).toMatchObject({ ranked: false, reason: 'no-consent' });
  await other.waitForFunction(() => window.visitor.status().consent === 'denied');
  expect(await track(other, viewOf(3))).toEqual(NO_CONSENT);
  await answer(page, 'granted');
  for (const tab of [page, other]) {
    await tab.waitForFunction(() => window.visitor.status().consent === 'granted');
    expect(await exported(tab)).toHaveLength(2);
    expect(await rerank(tab, [1, 2, 3].map(itemId))).toMatchObject({ ranked: true });
  }
  await page.waitForFunction(() => 'aisle-default-ranking' in localStorage);
  expect(await localKeys(page)).toEqual(['aisle-default-ranking']);
  await view(other, 4);
  expect(await rawRows(page)).toHaveLength(3);
});

test('a denial that stays erases in every tab', async () => {
  const context = await site.newContext();
  const page = await openWithPlatform(context);
  const other = await site.openPage(context);
  await startAisle(other);
  await view(page, 1);
  await answer(page, 'denied');
  expect(await databaseNames(page)).toEqual(['aisle-default']);
  await expect.poll(() => databaseNames(page)).toEqual([]);
  await expect.poll(() => page.evaluate(() => caches.keys())).toEqual([]);
  await expect.poll(() => localKeys(page)).toEqual([]);
  expect(await consentOf(other)).toBe('denied');
});

test('the page after one that was left during a pending denial starts empty', async () => {
  const context = await site.newContext();
  const page = await openWithPlatform(context);
  await view(page, 1);
  await page.evaluate(() => {
    // The browser may end the page before this is done.
    indexedDB.deleteDatabase = () => ({}) as IDBOpenDBRequest;
    IDBObjectStore.prototype.clear = () => {
      throw new DOMException('the page is gone', 'AbortError');
    };
  });
  await answer(page, 'denied');
  await page.goto(site.addPage(documentOf('')));
  expect(await rawRows(page)).toHaveLength(1);
  expect(await page.evaluate(() => localStorage['aisle-default-erase'])).toBe('0');
  const next = await openWithPlatform(context);
  expect([await consentOf(next), await exported(next), await localKeys(next)]).toEqual(['granted', [], []]);
  await view(next, 2);
  expect(await exported(next)).toHaveLength(1);
});

test('the page after a crash during a pending denial starts empty', async () => {
  const context = await site.newContext();
  const page = await openWithPlatform(context);
  await view(page, 1);
  await answer(page, 'denied');
  const session = await context.newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  void session.send('Page.crash').catch(() => undefined);
  await crashed;
  const next = await openWithPlatform(context);
  expect(await exported(next)).toEqual([]);
  await view(next, 2);
  expect(await exported(next)).toHaveLength(1);
  expect((await localKeys(next)).filter((key) => key.endsWith('erase'))).toEqual([]);
});

test("the shop's denial erases at once", async () => {
  const page = await openWithPlatform();
  await view(page, 1);
  await page.evaluate(() => window.visitor.setConsent('denied'));
  expect([await databaseNames(page), await localKeys(page)]).toEqual([[], []]);
});
