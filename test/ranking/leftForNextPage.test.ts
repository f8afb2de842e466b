import { expect, test } from 'vitest';
import { databaseNames, itemId, startAisle, useAisleSite, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();

const LIST = Array.from({ length: 20 }, (_, i) => itemId(i + 1));
const left = () => localStorage.getItem('aisle-default-ranking');
/** Below the pause that the worker waits for (50), above what a question takes. */
const PAUSE_MS = 40;

test('the catalogue is put in order for the next page in a pause, after every list that was asked for', async () => {
  const page = await site.openPage();
  await startAisle(page);
  // The start of the page is over: it is not that which is waited for.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
  const { questions, pauseMs } = await page.evaluate(
    async ([event, list]) => {
      let askedAtMs = performance.now();
      await window.visitor.track(event);
      // A page takes a moment from an event to the list.
      await new Promise((resolve) => setTimeout(resolve, 10));
      let questions = 0;
      let pauseMs = 0;
      for (;;) {
        // Lets the page be idle, which is when it asks for the order.
        await new Promise((resolve) => requestIdleCallback(resolve));
        pauseMs = performance.now() - askedAtMs;
        if (questions === 500 || localStorage.getItem('aisle-default-ranking')) break;
        askedAtMs = performance.now();
        const { ranked } = await window.visitor.rerank(list, { deadlineMs: 30_000 });
        if (!ranked) throw new Error('not ranked');
        questions++;
      }
      return { questions, pauseMs };
    },
    [viewOf(7), LIST] as const,
  );
  // On a machine that stood still in between, it may come earlier: after a pause all the same.
  expect(questions === 500 || pauseMs > PAUSE_MS, `left after ${questions} questions, the last of ${pauseMs} ms`).toBe(
    true,
  );
  await expect.poll(() => page.evaluate(left)).toBeTruthy();
});

test('a page that is never idle leaves it after half a second', async () => {
  const context = await site.newContext();
  // As Chromium is after a click, until it paints another frame.
  await context.addInitScript(
    'window.waitsMs = []; window.requestIdleCallback = (callback, { timeout }) => { waitsMs.push(timeout); setTimeout(callback, timeout); };',
  );
  const page = await site.openPage(context);
  await startAisle(page);
  await page.evaluate((event) => window.visitor.track(event), viewOf(7));
  await expect.poll(() => page.evaluate(left)).toBeTruthy();
  expect(new Set(await page.evaluate<number[]>('waitsMs'))).toEqual(new Set([500]));
});

test('a page that becomes hidden before it is idle leaves it at once', async () => {
  const context = await site.newContext();
  await context.addInitScript('window.requestIdleCallback = () => 0');
  const page = await site.openPage(context);
  await startAisle(page);
  await page.evaluate((event) => window.visitor.track(event), viewOf(7));
  expect(await page.evaluate(left)).toBeNull();
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect.poll(() => page.evaluate(left)).toBeTruthy();
});

test.each([false, true])('what is erased before that leaves nothing (in the pause: %s)', async (paused) => {
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
  expect(await page.evaluate(left)).toBeNull();
  expect(await databaseNames(page)).toEqual([]);
});
