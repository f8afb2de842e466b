import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import {
  createAisle,
  documentOf,
  exported,
  itemId,
  rerank,
  startAisle,
  track,
  useAisleSite,
  viewOf,
} from '../kit/aislePage.js';
import { SDK_FILES } from '../kit/serveAisle.js';

const site = useAisleSite();

/** Everything that a page can leave on the device. */
const leftOnDevice = (page: Page) =>
  page.evaluate(async () => {
    const fileNames: string[] = [];
    // TypeScript's DOM library has no async iteration of directories yet.
    const directory = (await navigator.storage.getDirectory()) as unknown as { keys(): AsyncIterable<string> };
    for await (const name of directory.keys()) fileNames.push(name);
    return {
      databases: (await indexedDB.databases()).map(({ name }) => name),
      caches: await caches.keys(),
      localStorage: Object.keys(localStorage),
      sessionStorage: Object.keys(sessionStorage),
      cookies: document.cookie,
      files: fileNames,
      serviceWorkers: (await navigator.serviceWorker.getRegistrations()).length,
    };
  });

const NOTHING = {
  databases: [],
  caches: [],
  localStorage: [],
  sessionStorage: [],
  cookies: '',
  files: [],
  serviceWorkers: 0,
};

const requestedPaths = () => site.server.requests.map(({ url }) => new URL(url).pathname);

test('before consent every call answers, nothing is stored and nothing but the SDK is fetched', async () => {
  const seen = requestedPaths().length;
  const page = await site.openPage();
  await createAisle(page, { consent: 'unset' });
  const items = [3, 1, 2].map(itemId);
  const answers = await page.evaluate(
    async ([items, event]) => {
      const { visitor } = window;
      return {
        track: await visitor.track(event),
        rerank: await visitor.rerank(items),
        predict: await visitor.predict(),
        exported: (await visitor.export()).events,
        erase: await visitor.erase(),
        ready: await visitor.whenReady(),
      };
    },
    [items, viewOf(1)] as const,
  );
  const durationMs = expect.any(Number);
  const resultId = expect.stringMatching(/^u-/);
  expect(answers).toEqual({
    track: { stored: false, reason: 'no-consent' },
    rerank: { items, ranked: false, reason: 'no-consent', resultId, durationMs },
    predict: { items: [], reason: 'no-consent', resultId, durationMs },
    exported: [],
    erase: { history: undefined, weightsCacheDeleted: false },
    ready: {
      consent: 'unset',
      consentTrace: [],
      plugins: [],
      automation: { detected: true, signal: 'webdriver', policy: 'record', ignoring: false },
      storage: 'none',
      worker: 'idle',
      storedEvents: undefined,
      tier: undefined,
      catalogueTier: undefined,
      adapter: undefined,
      release: undefined,
      requests: [],
      lastError: undefined,
    },
  });
  expect(await leftOnDevice(page)).toEqual(NOTHING);
  expect(page.workers()).toEqual([]);
  const [path, ...fetched] = requestedPaths().slice(seen);
  expect(path).toBe(new URL(page.url()).pathname);
  expect(fetched.sort()).toEqual(SDK_FILES);
});

test('the script tag, too, fetches and stores nothing before consent', async () => {
  const seen = requestedPaths().length;
  const tag = '<script src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-automation="record"></script>';
  const page = await site.openPage(
    undefined,
    documentOf(tag, '<div data-aisle-list="all"><a href="#" data-aisle-item="item-1">One</a></div>'),
  );
  await page.getByText('One').click();
  const status = await page.evaluate(() => (window as unknown as { aisle: Window['visitor'] }).aisle.whenReady());
  expect(status).toMatchObject({ consent: 'unset', worker: 'idle', storedEvents: undefined });
  expect(await leftOnDevice(page)).toEqual(NOTHING);
  expect(page.workers()).toEqual([]);
  expect(requestedPaths().slice(seen)).toEqual([new URL(page.url()).pathname, '/aisle/aisle.js']);
});

test('with beforeConsent "memory", lists are ranked by what this page saw, and still nothing is stored', async () => {
  const page = await site.openPage();
  await startAisle(page, { consent: 'unset', beforeConsent: 'memory' });
  expect(await track(page, viewOf(1))).toEqual({ stored: false, reason: 'in-memory' });
  expect(await track(page, viewOf(2))).toEqual({ stored: false, reason: 'in-memory' });
  const items = Array.from({ length: 20 }, (_, i) => itemId(i + 1));
  const inMemory = await rerank(page, items);
  expect(inMemory).toMatchObject({ ranked: true });
  expect(await exported(page)).toHaveLength(2);
  expect(await page.evaluate(() => window.visitor.status())).toMatchObject({
    consent: 'unset',
    storage: 'memory',
    worker: 'ready',
  });
  expect(await leftOnDevice(page)).toEqual(NOTHING);

  // A third view changes the answer: the engine follows.
  await track(page, viewOf(30));
  const after = await rerank(page, items);
  expect(after.items).not.toEqual(inMemory.items);

  // The yes moves what was seen to the device, and the engine reads it there.
  await page.evaluate(() => window.visitor.setConsent('granted'));
  expect(await track(page, viewOf(31))).toEqual({ stored: true, seq: 4 });
  expect((await exported(page)).map((event) => 'items' in event && event.items[0]!.item_id)).toEqual(
    [1, 2, 30, 31].map(itemId),
  );
  expect(await rerank(page, items)).toMatchObject({ ranked: true });
  expect(await leftOnDevice(page)).toMatchObject({ databases: ['aisle-default'] });
  await page.reload();
  await startAisle(page);
  expect(await exported(page)).toHaveLength(4);
});

test('with beforeConsent "memory", a no ends it: nothing is known or ranked any more', async () => {
  const page = await site.openPage();
  await startAisle(page, { consent: 'unset', beforeConsent: 'memory' });
  await track(page, viewOf(1));
  await page.evaluate(() => window.visitor.setConsent('denied'));
  expect(await rerank(page, [1, 2].map(itemId))).toMatchObject({ ranked: false, reason: 'no-consent' });
  expect(await exported(page)).toEqual([]);
  expect(await track(page, viewOf(2))).toEqual({ stored: false, reason: 'no-consent' });
  expect(await leftOnDevice(page)).toEqual(NOTHING);
  // The worker has stopped, and lingers for WebKit's sake.
  await expect.poll(() => page.workers()).toEqual([]);
});
