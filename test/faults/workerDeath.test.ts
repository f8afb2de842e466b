import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import {
  createAisle,
  exported,
  itemId,
  predict,
  rerank,
  startAisle,
  track,
  useAisleSite,
  view,
  viewOf,
} from '../kit/aislePage.js';

const site = useAisleSite();
const ITEMS = [1, 2, 3, 4, 5].map(itemId);

const workerIs = (page: Page, state: string) =>
  page.waitForFunction((state) => window.visitor.status().worker === state, state);

async function theWorker(page: Page) {
  await expect.poll(() => page.workers().length).toBe(1);
  return page.workers()[0]!;
}

/** Ends the worker like an out-of-memory kill, without an event in the page. */
const closeSilently = async (page: Page) => (await theWorker(page)).evaluate(() => self.close());

/** Throws an uncaught error, which the page's Worker object reports. */
const crash = async (page: Page) =>
  (await theWorker(page)).evaluate(() => {
    setTimeout(() => {
      throw new Error('killed by the test');
    });
  });

test('a worker that closes silently is replaced and ranks by the history', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 7, 8);
  const expected = await predict(page);
  await closeSilently(page);
  expect(await rerank(page, ITEMS, { deadlineMs: 100 })).toMatchObject({
    items: ITEMS,
    ranked: false,
    reason: 'timeout',
  });
  await workerIs(page, 'restarting');
  // An event tracked now is stored, and the new worker reads it.
  expect(await track(page, viewOf(9))).toMatchObject({ stored: true });
  await workerIs(page, 'ready');
  const after = await predict(page);
  expect(after.items).toHaveLength(10);
  expect(after.items).not.toEqual(expected.items);
  const fresh = await site.openPage(page.context());
  await startAisle(fresh);
  expect((await predict(fresh)).items).toEqual(after.items);
  expect(await rerank(page, ITEMS)).toMatchObject({ ranked: true });
  expect((await page.evaluate(() => window.visitor.status())).worker).toBe('ready');
});

test('a crashed worker restarts once; a second crash ends ranking only', async () => {
  const page = await site.openPage();
  site.faults.set('/model/manifest.json', { kind: 'hang' });
  await createAisle(page);
  await workerIs(page, 'ready');
  await view(page, 7, 8);
  const waiting = page.evaluate((items) => window.visitor.rerank(items, { deadlineMs: 30_000 }), ITEMS);
  site.faults.clear();
  await crash(page);
  const ended = await waiting;
  expect(ended).toMatchObject({ items: ITEMS, ranked: false, reason: 'worker-unavailable' });
  expect(ended.durationMs).toBeLessThan(10_000);
  // The next worker answers a request from the time of the crash.
  expect(await rerank(page, ITEMS)).toMatchObject({ ranked: true });
  await view(page, 9);
  const fresh = await site.openPage(page.context());
  await startAisle(fresh);
  expect((await predict(page)).items).toEqual((await predict(fresh)).items);
  await fresh.close();

  await crash(page);
  await workerIs(page, 'unavailable');
  expect(await rerank(page, ITEMS)).toMatchObject({ items: ITEMS, ranked: false, reason: 'worker-unavailable' });
  expect(await predict(page)).toMatchObject({ items: [], reason: 'worker-unavailable' });
  const problem = await page.evaluate(() => window.visitor.status().lastProblem);
  expect(problem?.message).toContain('killed by the test');
  expect(await track(page, viewOf(10))).toMatchObject({ stored: true });
  expect(await exported(page)).toHaveLength(4);
  expect(page.workers()).toEqual([]);
});
