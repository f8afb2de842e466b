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
import { leftOnDevice, NOTHING } from '../kit/leftOnDevice.js';
import { SDK_FILES } from '../kit/serveAisle.js';

const site = useAisleSite();

const requestedPaths = () => site.server.requests.map(({ url }) => new URL(url).pathname);

test('before consent, calls answer and only the SDK is fetched', async () => {
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
      droppedFields: {},
      notes: [],
      automation: { detected: true, signal: 'webdriver', policy: 'record', ignoring: false },
      storage: 'none',
      worker: 'idle',
      storedEvents: undefined,
      tier: undefined,
      catalogueTier: undefined,
      adapter: undefined,
      release: undefined,
      requests: [],
      lastProblem: undefined,
    },
  });
  expect(await leftOnDevice(page)).toEqual(NOTHING);
  expect(page.workers()).toEqual([]);
  const [path, ...fetched] = requestedPaths().slice(seen);
  expect(path).toBe(new URL(page.url()).pathname);
  expect(fetched.sort()).toEqual(SDK_FILES);
});

test('the script tag fetches and stores nothing before consent', async () => {
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

test('beforeConsent "memory" ranks by events in memory and stores nothing', async () => {
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

  // A third view changes the answer, so the engine has received it.
  await track(page, viewOf(30));
  const after = await rerank(page, items);
  expect(after.items).not.toEqual(inMemory.items);

  // Granted consent moves the events to the device, and the engine reads them there.
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

test('with beforeConsent "memory", denied consent ends history and ranking', async () => {
  const page = await site.openPage();
  await startAisle(page, { consent: 'unset', beforeConsent: 'memory' });
  await track(page, viewOf(1));
  await page.evaluate(() => window.visitor.setConsent('denied'));
  expect(await rerank(page, [1, 2].map(itemId))).toMatchObject({ ranked: false, reason: 'no-consent' });
  expect(await exported(page)).toEqual([]);
  expect(await track(page, viewOf(2))).toEqual({ stored: false, reason: 'no-consent' });
  expect(await leftOnDevice(page)).toEqual(NOTHING);
  // The worker has stopped. `workerInstance.ts` says why it is terminated later.
  await expect.poll(() => page.workers()).toEqual([]);
});
