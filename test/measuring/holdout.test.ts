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
import { deviceNamed, HELD_OUT, PERSONALISED } from './devices.js';

const site = useAisleSite();

const ITEMS = Array.from({ length: 20 }, (_, i) => itemId(i + 1));
const HALF = { holdoutShare: 0.5 };

async function openOn(context: BrowserContext, options: StartOptions): Promise<Page> {
  const page = await site.openPage(context);
  await startAisle(page, options);
  return page;
}

/** What the database holds beside events. */
const meta = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<{ keys: IDBValidKey[]; epoch: string }>((resolve, reject) => {
        const request = indexedDB.open('aisle-default');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const store = request.result.transaction('meta').objectStore('meta');
          const [keys, epoch] = [store.getAllKeys(), store.get('epoch')];
          epoch.onsuccess = () => {
            request.result.close();
            resolve({ keys: keys.result, epoch: epoch.result as string });
          };
        };
      }),
  );

const armOn = (page: Page) => page.evaluate(() => window.visitor.status().arm);

test('a device in the holdout gets the order that it gave and no predictions; another one is ranked', async () => {
  const heldOut = await openOn(await deviceNamed(site, HELD_OUT), HALF);
  expect(await armOn(heldOut)).toBe('holdout');
  expect(await rerank(heldOut, ITEMS)).toEqual({
    items: ITEMS,
    ranked: false,
    reason: 'holdout',
    resultId: expect.stringMatching(/^h-/),
    durationMs: expect.any(Number),
  });
  expect(await predict(heldOut)).toEqual({
    items: [],
    reason: 'holdout',
    resultId: expect.stringMatching(/^h-/),
    durationMs: expect.any(Number),
  });

  const other = await openOn(await deviceNamed(site, PERSONALISED), HALF);
  expect(await armOn(other)).toBe('personalised');
  const ranked = await rerank(other, ITEMS);
  expect(ranked).toMatchObject({ ranked: true, resultId: expect.stringMatching(/^p-/) });
  expect(ranked.items).not.toEqual(ITEMS);
  expect(await predict(other)).toMatchObject({ items: { length: 10 }, resultId: expect.stringMatching(/^p-/) });
});

test('on its pages and in its tabs, a device keeps its arm; a greater share adds devices and takes none out', async () => {
  const context = await deviceNamed(site, HELD_OUT);
  for (const [holdoutShare, arm] of [
    [0, 'personalised'],
    [0.2, 'personalised'],
    [0.3, 'holdout'],
    [0.3, 'holdout'],
    [1, 'holdout'],
  ] as const) {
    expect([holdoutShare, await armOn(await openOn(context, { holdoutShare }))]).toEqual([holdoutShare, arm]);
  }
  expect((await meta(await site.openPage(context))).keys).toEqual(['epoch']);
});

test('asked before anything of the history was read, the holdout is none the less ranked nothing', async () => {
  const context = await deviceNamed(site, HELD_OUT);
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

test('where the page does not know the arm, it goes by the history that the engine read', async () => {
  // A visit that is not recorded: the page does not open the history, the engine does.
  const page = await openOn(await deviceNamed(site, HELD_OUT), { ...HALF, automation: 'ignore' });
  expect(await armOn(page)).toBeUndefined();
  expect(await rerank(page, ITEMS)).toMatchObject({
    items: ITEMS,
    reason: 'holdout',
    resultId: expect.stringMatching(/^h-/),
  });
  expect(await armOn(page)).toBe('holdout');
});

test('in the holdout nobody waits for an engine that does not answer', async () => {
  site.faults.set('/aisle/aisle-worker.js', { kind: 'hang' });
  const page = await site.openPage(await deviceNamed(site, HELD_OUT));
  await createAisle(page, HALF);
  await page.waitForFunction(() => window.visitor.status().arm === 'holdout');
  const never = { deadlineMs: 2 ** 31 - 1 };
  expect(await rerank(page, ITEMS, never)).toMatchObject({ items: ITEMS, reason: 'holdout' });
  expect(await predict(page, never)).toMatchObject({ items: [], reason: 'holdout' });
  // Nobody has given the engine up yet, which would end the wait as well.
  expect(await page.evaluate(() => window.visitor.status().worker)).not.toBe('unavailable');
});

test('no server can tell the arms apart: the same files are asked for', async () => {
  const requestsOf = async (epoch: string) => {
    const context = await deviceNamed(site, epoch);
    const seen = site.server.requests.length;
    const page = await site.openPage(context);
    // A page that is never idle: the engine starts with the first question.
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
  const [heldOut, personalised] = [await requestsOf(HELD_OUT), await requestsOf(PERSONALISED)];
  expect([heldOut.reason, personalised.reason]).toEqual(['holdout', undefined]);
  expect(heldOut.paths).toEqual(personalised.paths);
  expect(heldOut.paths.some((path) => path.includes('/model/items.'))).toBe(true);
});

test('an erase draws anew, from the name of the next history', async () => {
  const context = await deviceNamed(site, HELD_OUT);
  const [page, otherTab] = [await openOn(context, HALF), await openOn(context, HALF)];
  const arms = new Set<string | undefined>();
  // One in 2^11 that all fall alike.
  for (let round = 0; round < 12; round++) {
    await page.evaluate(() => window.visitor.erase());
    expect(await armOn(page)).toBeUndefined();
    await view(page, 1);
    const expected = armOf((await meta(page)).epoch, 0.5);
    expect(await armOn(page)).toBe(expected);
    await otherTab.waitForFunction(() => window.visitor.status().storedEvents === 1);
    expect((await rerank(otherTab, ITEMS)).reason).toBe(expected === 'holdout' ? 'holdout' : undefined);
    expect(await armOn(otherTab)).toBe(expected);
    arms.add(expected);
  }
  expect(arms).toEqual(new Set(['personalised', 'holdout']));
});

test('a history in the memory of a page has an arm of its own, a yes that of the device', async () => {
  const page = await site.openPage(await deviceNamed(site, HELD_OUT));
  await startAisle(page, { ...HALF, consent: 'unset', beforeConsent: 'memory' });
  await track(page, viewOf(1));
  const before = await armOn(page);
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
    const fresh = await site.openPage();
    await startAisle(fresh, { holdoutShare, consent: 'unset', beforeConsent: 'memory' });
    await track(fresh, viewOf(1));
    expect((await rerank(fresh, ITEMS)).reason).toBe(reason);
  }
});

test('without leave there is no arm, and the result says so', async () => {
  const page = await site.openPage(await deviceNamed(site, HELD_OUT));
  await startAisle(page, { ...HALF, consent: 'unset' });
  expect(await armOn(page)).toBeUndefined();
  expect(await rerank(page, ITEMS)).toMatchObject({ reason: 'no-consent', resultId: expect.stringMatching(/^u-/) });
  await page.evaluate(() => window.visitor.setConsent('granted'));
  await page.waitForFunction(() => window.visitor.status().arm === 'holdout');
  // The yes becomes uncertain, the history stays.
  await page.evaluate(
    () =>
      void window.visitor.use({
        name: 'banner',
        start: ({ setConsent }) => (setConsent('unset', 'asked again'), () => {}),
      }),
  );
  await page.waitForFunction(() => window.visitor.status().consent === 'unset');
  expect(await armOn(page)).toBeUndefined();
});

test('a name that a foreign script broke costs nobody an answer', async () => {
  const context = await deviceNamed(site, PERSONALISED);
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
  // The empty name, drawn at .669.
  expect(await rerank(page, ITEMS)).toMatchObject({ ranked: true, resultId: expect.stringMatching(/^p-/) });
});

test.each([-0.1, 1.1, Number.NaN, 'half'])('a holdoutShare of %s is refused', async (holdoutShare) => {
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
] as const)("the tag's data-holdout is the share: with %j the device is %s", async (share, arm) => {
  const page = await site.openPage(await deviceNamed(site, HELD_OUT), tagWith(share));
  const found = await page.evaluate(async (items) => {
    const { aisle } = window as unknown as { aisle: Window['visitor'] };
    void aisle.setConsent('granted');
    const { reason } = await aisle.rerank(items, { deadlineMs: 30_000 });
    return { reason, arm: aisle.status().arm };
  }, ITEMS);
  expect(found).toEqual({ reason: arm === 'holdout' ? 'holdout' : undefined, arm });
});

test('a data-holdout that is no share starts nothing, and says so', async () => {
  const context = await site.newContext();
  const lines: string[] = [];
  context.on('console', (message) => lines.push(message.text()));
  await site.openPage(context, tagWith('10%'));
  await expect
    .poll(() => lines)
    .toEqual(['[aisle] createAisle: holdoutShare must be a number of 0 to 1, found null. Nothing was started.']);
});
