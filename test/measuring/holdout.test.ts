import { armOf } from '@aisle/core';
import type { BrowserContext, Page } from 'playwright';
import { expect, test } from 'vitest';
import {
  createAisle,
  documentOf,
  itemId,
  predict,
  rerank,
  type StartOptions,
  startAisle,
  track,
  useAisleSite,
  view,
  viewOf,
} from '../kit/aislePage.js';
import { createDevice, HOLDOUT_HISTORY, PERSONALISED_HISTORY } from './devices.js';

const site = useAisleSite();

const ITEMS = Array.from({ length: 20 }, (_, i) => itemId(i + 1));
const HALF = { holdoutShare: 0.5 };

async function openWith(context: BrowserContext, options: StartOptions): Promise<Page> {
  const page = await site.openPage(context);
  await startAisle(page, options);
  return page;
}

/** The keys in the database beside the events. */
const meta = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<{ keys: IDBValidKey[]; historyId: string }>((resolve, reject) => {
        const request = indexedDB.open('aisle-default');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const store = request.result.transaction('meta').objectStore('meta');
          const [keys, historyId] = [store.getAllKeys(), store.get('epoch')];
          historyId.onsuccess = () => {
            request.result.close();
            resolve({ keys: keys.result, historyId: historyId.result as string });
          };
        };
      }),
  );

const statusArm = (page: Page) => page.evaluate(() => window.visitor.status().arm);

test('a holdout device keeps its order and another is ranked', async () => {
  const holdoutPage = await openWith(await createDevice(site, HOLDOUT_HISTORY), HALF);
  expect(await statusArm(holdoutPage)).toBe('holdout');
  expect(await rerank(holdoutPage, ITEMS)).toEqual({
    items: ITEMS,
    ranked: false,
    reason: 'holdout',
    resultId: expect.stringMatching(/^h-/),
    durationMs: expect.any(Number),
  });
  expect(await predict(holdoutPage)).toEqual({
    items: [],
    reason: 'holdout',
    resultId: expect.stringMatching(/^h-/),
    durationMs: expect.any(Number),
  });

  const other = await openWith(await createDevice(site, PERSONALISED_HISTORY), HALF);
  expect(await statusArm(other)).toBe('personalised');
  const ranked = await rerank(other, ITEMS);
  expect(ranked).toMatchObject({ ranked: true, resultId: expect.stringMatching(/^p-/) });
  expect(ranked.items).not.toEqual(ITEMS);
  expect(await predict(other)).toMatchObject({ items: { length: 10 }, resultId: expect.stringMatching(/^p-/) });
});

test('a device keeps its arm, and a larger share only adds devices', async () => {
  const context = await createDevice(site, HOLDOUT_HISTORY);
  for (const [holdoutShare, arm] of [
    [0, 'personalised'],
    [0.2, 'personalised'],
    [0.3, 'holdout'],
    [0.3, 'holdout'],
    [1, 'holdout'],
  ] as const) {
    expect([holdoutShare, await statusArm(await openWith(context, { holdoutShare }))]).toEqual([holdoutShare, arm]);
  }
  expect((await meta(await site.openPage(context))).keys).toEqual(['epoch']);
});

test('the holdout applies before the page has read the history', async () => {
  const context = await createDevice(site, HOLDOUT_HISTORY);
  for (const _ of [1, 2]) {
    const page = await site.openPage(context);
    await page.waitForFunction(() => 'sdk' in window);
    const [list, next] = await page.evaluate(async (items) => {
      const aisle = window.sdk.createAisle({
        manifestUrl: '/model/manifest.json',
        worker: '/aisle/aisle-worker.js',
        automation: 'record',
        tier: 'light',
        holdoutShare: 0.5,
      });
      void aisle.setConsent('granted');
      const patient = { deadlineMs: 30_000 };
      return Promise.all([aisle.rerank(items, patient), aisle.predict(patient)]);
    }, ITEMS);
    expect(list).toMatchObject({ items: ITEMS, reason: 'holdout', resultId: expect.stringMatching(/^h-/) });
    expect(next).toMatchObject({ items: [], reason: 'holdout', resultId: expect.stringMatching(/^h-/) });
  }
});

test('an unknown arm is taken from the history of the reply', async () => {
  // An automated visit is not recorded, so only the engine opens the history.
  const page = await openWith(await createDevice(site, HOLDOUT_HISTORY), { ...HALF, automation: 'ignore' });
  expect(await statusArm(page)).toBeUndefined();
  expect(await rerank(page, ITEMS)).toMatchObject({
    items: ITEMS,
    reason: 'holdout',
    resultId: expect.stringMatching(/^h-/),
  });
  expect(await statusArm(page)).toBe('holdout');
});

test('in the holdout, calls do not wait for the engine', async () => {
  site.faults.set('/aisle/aisle-worker.js', { kind: 'hang' });
  const page = await site.openPage(await createDevice(site, HOLDOUT_HISTORY));
  await createAisle(page, HALF);
  await page.waitForFunction(() => window.visitor.status().arm === 'holdout');
  const never = { deadlineMs: 2 ** 31 - 1 };
  expect(await rerank(page, ITEMS, never)).toMatchObject({ items: ITEMS, reason: 'holdout' });
  expect(await predict(page, never)).toMatchObject({ items: [], reason: 'holdout' });
  // The engine is still starting. A failed engine would end the wait too.
  expect(await page.evaluate(() => window.visitor.status().worker)).not.toBe('unavailable');
});

test('both arms request the same files', async () => {
  const requestsOf = async (epoch: string) => {
    const context = await createDevice(site, epoch);
    const seen = site.server.requests.length;
    const page = await site.openPage(context);
    // The page is never idle, so the engine starts with the first request.
    await page.evaluate(() => void (window.requestIdleCallback = () => 0));
    await createAisle(page, HALF);
    await page.waitForFunction(() => window.visitor.status().arm);
    expect(page.workers()).toEqual([]);
    const { reason } = await rerank(page, ITEMS);
    await predict(page);
    await page.waitForFunction(() => window.visitor.status().release);
    const paths = site.server.requests
      .slice(seen)
      .map(({ method, url }) => `${method} ${url.replace(page.url(), 'page')}`);
    return { reason, paths: paths.sort() };
  };
  const [holdoutPage, personalised] = [await requestsOf(HOLDOUT_HISTORY), await requestsOf(PERSONALISED_HISTORY)];
  expect([holdoutPage.reason, personalised.reason]).toEqual(['holdout', undefined]);
  expect(holdoutPage.paths).toEqual(personalised.paths);
  expect(holdoutPage.paths.some((path) => path.includes('/model/items.'))).toBe(true);
});

test('after an erasure, the next history has a new arm', async () => {
  const context = await createDevice(site, HOLDOUT_HISTORY);
  const [page, otherTab] = [await openWith(context, HALF), await openWith(context, HALF)];
  const arms = new Set<string | undefined>();
  // The chance that all arms are equal is 1 in 2^11.
  for (let round = 0; round < 12; round++) {
    await page.evaluate(() => window.visitor.erase());
    expect(await statusArm(page)).toBeUndefined();
    await view(page, 1);
    const expected = armOf((await meta(page)).historyId, 0.5);
    expect(await statusArm(page)).toBe(expected);
    await otherTab.waitForFunction(() => window.visitor.status().storedEvents === 1);
    expect((await rerank(otherTab, ITEMS)).reason).toBe(expected === 'holdout' ? 'holdout' : undefined);
    expect(await statusArm(otherTab)).toBe(expected);
    arms.add(expected);
  }
  expect(arms).toEqual(new Set(['personalised', 'holdout']));
});

test('a history in memory has a separate arm until consent', async () => {
  const page = await site.openPage(await createDevice(site, HOLDOUT_HISTORY));
  await startAisle(page, { ...HALF, consent: 'unset', beforeConsent: 'memory' });
  await track(page, viewOf(1));
  const before = await statusArm(page);
  const { reason } = await rerank(page, ITEMS);
  expect(before).toBeDefined();
  expect(reason).toBe(before === 'holdout' ? 'holdout' : undefined);
  await page.evaluate(() => window.visitor.setConsent('granted'));
  await page.waitForFunction(() => window.visitor.status().arm === 'holdout');
  expect(await rerank(page, ITEMS)).toMatchObject({ reason: 'holdout' });

  for (const [holdoutShare, reason] of [
    [0, undefined],
    [1, 'holdout'],
  ] as const) {
    const newPage = await site.openPage();
    await startAisle(newPage, { holdoutShare, consent: 'unset', beforeConsent: 'memory' });
    await track(newPage, viewOf(1));
    expect((await rerank(newPage, ITEMS)).reason).toBe(reason);
  }
});

test('without consent the arm is unknown and the id starts with u', async () => {
  const page = await site.openPage(await createDevice(site, HOLDOUT_HISTORY));
  await startAisle(page, { ...HALF, consent: 'unset' });
  expect(await statusArm(page)).toBeUndefined();
  expect(await rerank(page, ITEMS)).toMatchObject({ reason: 'no-consent', resultId: expect.stringMatching(/^u-/) });
  await page.evaluate(() => window.visitor.setConsent('granted'));
  await page.waitForFunction(() => window.visitor.status().arm === 'holdout');
  // Consent becomes unset, but the history stays.
  await page.evaluate(
    () =>
      void window.visitor.use({
        name: 'banner',
        start: ({ setConsent }) => (setConsent('unset', 'asked again'), () => {}),
      }),
  );
  await page.waitForFunction(() => window.visitor.status().consent === 'unset');
  expect(await statusArm(page)).toBeUndefined();
});

test('an invalid history id still gives answers', async () => {
  const context = await createDevice(site, PERSONALISED_HISTORY);
  const page = await site.openPage(context);
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open('aisle-default');
        request.onsuccess = () => {
          const tx = request.result.transaction('meta', 'readwrite');
          tx.objectStore('meta').put({ length: 1 }, 'epoch');
          tx.oncomplete = () => resolve(request.result.close());
        };
      }),
  );
  await startAisle(page, HALF);
  // The empty id has the hash 0.669.
  expect(await rerank(page, ITEMS)).toMatchObject({ ranked: true, resultId: expect.stringMatching(/^p-/) });
});

test.each([-0.1, 1.1, Number.NaN, 'half'])('a holdoutShare of %s is rejected', async (holdoutShare) => {
  const page = await site.openPage();
  await expect(createAisle(page, { holdoutShare: holdoutShare as number })).rejects.toThrow(
    'createAisle: holdoutShare must be a number of 0 to 1',
  );
});

const tagWith = (holdout: string) =>
  documentOf(
    `<script src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-automation="record" data-tier="light" data-holdout="${holdout}"></script>`,
  );

test.each([
  ['0.5', 'holdout'],
  ['0.1', 'personalised'],
  ['', 'personalised'],
] as const)('with data-holdout %j the device is %s', async (share, arm) => {
  const page = await site.openPage(await createDevice(site, HOLDOUT_HISTORY), tagWith(share));
  const found = await page.evaluate(async (items) => {
    const { aisle } = window as unknown as { aisle: Window['visitor'] };
    void aisle.setConsent('granted');
    const { reason } = await aisle.rerank(items, { deadlineMs: 30_000 });
    return { reason, arm: aisle.status().arm };
  }, ITEMS);
  expect(found).toEqual({ reason: arm === 'holdout' ? 'holdout' : undefined, arm });
});

test('an invalid data-holdout starts nothing and logs an error', async () => {
  const context = await site.newContext();
  const lines: string[] = [];
  context.on('console', (message) => lines.push(message.text()));
  await site.openPage(context, tagWith('10%'));
  await expect
    .poll(() => lines)
    .toEqual([
      expect.stringMatching(
        /^\[aisle\] createAisle: holdoutShare must be a number of 0 to 1, found NaN\. Nothing was started by .*"10%"/,
      ),
    ]);
});
