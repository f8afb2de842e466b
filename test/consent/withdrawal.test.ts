import { expect, test } from 'vitest';
import {
  createAisle,
  databaseNames,
  exported,
  predict,
  readyStatus,
  startAisle,
  track,
  useAisleSite,
  view,
  viewOf,
} from '../kit/aislePage.js';

const site = useAisleSite();

test('withdrawn consent removes history, weights and worker', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1, 2);
  expect(await databaseNames(page)).toEqual(['aisle-default']);
  expect(await page.evaluate(() => caches.keys())).toEqual(['aisle-default']);
  await page.evaluate(() => window.visitor.setConsent('denied'));
  expect(await databaseNames(page)).toEqual([]);
  expect(await page.evaluate(() => caches.keys())).toEqual([]);
  await expect.poll(() => page.workers()).toEqual([]);
  expect(await track(page, viewOf(3))).toEqual({ stored: false, reason: 'no-consent' });
  expect(await predict(page)).toMatchObject({ items: [], reason: 'no-consent' });
  expect(await databaseNames(page)).toEqual([]);

  await page.evaluate(() => window.visitor.setConsent('granted'));
  expect(await readyStatus(page)).toMatchObject({ worker: 'ready', storedEvents: 0, tier: 'light' });
  expect(await predict(page)).toMatchObject({ items: [], reason: 'cold-start' });
  expect(await track(page, viewOf(3))).toEqual({ stored: true, seq: 1 });
  expect(await exported(page)).toHaveLength(1);
});

test('consent withdrawn during the start leaves nothing on the device', async () => {
  const page = await site.openPage();
  await createAisle(page, { consent: 'unset' });
  const tracked = await page.evaluate(async (event) => {
    void window.visitor.setConsent('granted');
    const tracked = window.visitor.track(event);
    await window.visitor.setConsent('denied');
    return tracked;
  }, viewOf(1));
  expect(tracked).toEqual({ stored: false, reason: 'no-consent' });
  expect(await page.evaluate(() => window.visitor.status())).toMatchObject({
    consent: 'denied',
    worker: 'idle',
    storedEvents: undefined,
  });
  // A complete start of another instance takes longer than the rest of the first start.
  const other = await site.openPage(page.context());
  await startAisle(other, { namespace: 'other' });
  await view(other, 1);
  expect(await databaseNames(page)).toEqual(['aisle-other']);
  expect(await page.evaluate(() => caches.keys())).toEqual(['aisle-other']);
  expect(page.workers()).toEqual([]);
});

test('consent withdrawn while a call waits for the engine ends the call', async () => {
  site.faults.set('/model/manifest.json', { kind: 'hang' });
  const page = await site.openPage();
  await createAisle(page);
  await page.waitForFunction(() => window.visitor.status().worker === 'ready');
  const result = await page.evaluate(async () => {
    const waiting = window.visitor.rerank(['item-2', 'item-1'], { deadlineMs: 30_000 });
    await window.visitor.setConsent('denied');
    return waiting;
  });
  expect(result).toMatchObject({ items: ['item-2', 'item-1'], ranked: false, reason: 'no-consent' });
  expect(result.durationMs).toBeLessThan(10_000);
});

test('idle work does not restart the worker after a withdrawal', async () => {
  const context = await site.newContext();
  await context.addInitScript(
    'window.idle = []; window.requestIdleCallback = (callback) => window.idle.push(callback);',
  );
  const page = await site.openPage(context);
  await startAisle(page, { tier: 'auto' });
  expect(page.workers()).toHaveLength(1);
  await page.evaluate(() => window.visitor.setConsent('denied'));
  await expect.poll(() => page.workers()).toEqual([]);
  // The start of the worker and the calibration both wait for idle time.
  expect(await page.evaluate('window.idle.splice(0).map((callback) => callback()).length')).toBeGreaterThanOrEqual(2);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
  expect(page.workers()).toEqual([]);
  expect(await page.evaluate(() => window.visitor.status().worker)).toBe('idle');
});
