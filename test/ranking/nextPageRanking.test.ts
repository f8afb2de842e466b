import { expect, test } from 'vitest';
import { databaseNames, itemId, startAisle, useAisleSite, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();

const LIST = Array.from({ length: 20 }, (_, i) => itemId(i + 1));
const storedRanking = () => localStorage.getItem('aisle-default-ranking');
/** Shorter than the pause that the worker waits for (50 ms), longer than a request takes. */
const PAUSE_MS = 40;

test('the ranking is precomputed in a pause after all requested lists', async () => {
  const page = await site.openPage();
  await startAisle(page);
  // The page has started, so the worker does not wait for that.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
  const { requests, pauseMs } = await page.evaluate(
    async ([event, list]) => {
      let requestedAtMs = performance.now();
      await window.visitor.track(event);
      // A page requests a list shortly after an event.
      await new Promise((resolve) => setTimeout(resolve, 10));
      let requests = 0;
      let pauseMs = 0;
      for (;;) {
        // Makes the page idle, so that it requests the ranking.
        await new Promise((resolve) => requestIdleCallback(resolve));
        pauseMs = performance.now() - requestedAtMs;
        if (requests === 500 || localStorage.getItem('aisle-default-ranking')) break;
        requestedAtMs = performance.now();
        const { ranked } = await window.visitor.rerank(list, { deadlineMs: 30_000 });
        if (!ranked) throw new Error('not ranked');
        requests++;
      }
      return { requests, pauseMs };
    },
    [viewOf(7), LIST] as const,
  );
  // On a stalled machine the ranking may come earlier, but still after a pause.
  expect(
    requests === 500 || pauseMs > PAUSE_MS,
    `stored after ${requests} requests, the last pause ${pauseMs} ms`,
  ).toBe(true);
  await expect.poll(() => page.evaluate(storedRanking)).toBeTruthy();
});

test('a page that is never idle stores a ranking after 500 ms', async () => {
  const context = await site.newContext();
  // Like Chromium after a click, until the next frame.
  await context.addInitScript(
    'window.waitsMs = []; window.requestIdleCallback = (callback, { timeout }) => { waitsMs.push(timeout); setTimeout(callback, timeout); };',
  );
  const page = await site.openPage(context);
  await startAisle(page);
  await page.evaluate((event) => window.visitor.track(event), viewOf(7));
  await expect.poll(() => page.evaluate(storedRanking)).toBeTruthy();
  expect(new Set(await page.evaluate<number[]>('waitsMs'))).toEqual(new Set([500]));
});

test('a page that becomes hidden stores a ranking immediately', async () => {
  const context = await site.newContext();
  await context.addInitScript('window.requestIdleCallback = () => 0');
  const page = await site.openPage(context);
  await startAisle(page);
  await page.evaluate((event) => window.visitor.track(event), viewOf(7));
  expect(await page.evaluate(storedRanking)).toBeNull();
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect.poll(() => page.evaluate(storedRanking)).toBeTruthy();
});

test.each([false, true])('an erasure before the ranking stores nothing (in the pause: %s)', async (paused) => {
  const page = await site.openPage();
  await startAisle(page);
  await page.evaluate(
    async ([event, paused]) => {
      await window.visitor.track(event);
      if (paused) await new Promise((resolve) => requestIdleCallback(resolve));
      await window.visitor.erase();
      await new Promise((resolve) => setTimeout(resolve, 500));
    },
    [viewOf(7), paused] as const,
  );
  expect(await page.evaluate(storedRanking)).toBeNull();
  expect(await databaseNames(page)).toEqual([]);
});
