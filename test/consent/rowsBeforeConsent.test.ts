import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { createAisle, databaseNames, documentOf, itemId, useAisleSite, view } from '../kit/aislePage.js';
import { leftOnDevice, NOTHING } from '../kit/leftOnDevice.js';
import { SDK_FILES } from '../kit/serveAisle.js';

const site = useAisleSite();
const PATIENT = { deadlineMs: 30_000 };

const related = (page: Page) =>
  page.evaluate(
    async ([id, options]) => {
      const { items, reason, resultId } = await window.visitor.related(id, options);
      return { ids: items.map(({ item_id }) => item_id), reason, arm: resultId[0] };
    },
    [itemId(1), PATIENT] as const,
  );
/** Resolves when the worker has ended its requests: then it has also stored what it stores. */
const whenUpdated = async (page: Page) => {
  await page.waitForFunction(() => window.visitor.status().release);
  await page.waitForLoadState('networkidle');
};
const requestedPaths = (since: number) => site.server.requests.slice(since).map(({ url }) => new URL(url).pathname);

test('by default, rows before consent start no worker', async () => {
  const seen = site.server.requests.length;
  const page = await site.openPage();
  await createAisle(page, { consent: 'unset' });
  expect(await related(page)).toEqual({ ids: [], reason: 'no-consent', arm: 'u' });
  expect(page.workers()).toEqual([]);
  expect(requestedPaths(seen).slice(1).sort()).toEqual(SDK_FILES);
});

test('rows before consent are answered by a worker that leaves nothing on the device', async () => {
  const page = await site.openPage();
  await createAisle(page, { consent: 'unset', rowsBeforeConsent: true });
  expect(page.workers()).toEqual([]);
  const found = await page.evaluate(async (options) => {
    const { visitor } = window;
    const answers = [
      await visitor.related('item-1', options),
      await visitor.boughtWith(['item-1'], options),
      await visitor.trending(options),
      await visitor.predict(options),
      await visitor.rerank(['item-1', 'item-2'], options),
    ];
    return answers.map(({ items, reason }) => [items.length, reason]);
  }, PATIENT);
  expect([found[0], found[1]![1], found[2], found[3], found[4]]).toEqual([
    [10, undefined],
    undefined,
    [10, undefined],
    [0, 'no-consent'],
    [2, 'no-consent'],
  ]);
  await whenUpdated(page);
  expect(page.workers()).toHaveLength(1);
  expect(await page.evaluate(() => window.visitor.status())).toMatchObject({
    consent: 'unset',
    storage: 'none',
    storedEvents: undefined,
    worker: 'ready',
    arm: undefined,
    lastProblem: undefined,
  });
  expect(await leftOnDevice(page)).toEqual(NOTHING);
  await page.evaluate(() => window.visitor.dispose());
  await expect.poll(() => page.workers()).toEqual([]);
  expect(await leftOnDevice(page)).toEqual(NOTHING);
  await page.reload();
  expect(await leftOnDevice(page)).toEqual(NOTHING);
});

test('granted consent restarts the worker with the history, also during a call', async () => {
  const page = await site.openPage();
  await createAisle(page, { consent: 'unset', rowsBeforeConsent: true });
  const { ids } = await related(page);
  const [during] = await page.evaluate(async () => {
    const pending = window.visitor.related('item-1', { deadlineMs: 30_000 });
    return Promise.all([pending, window.visitor.setConsent('granted')]);
  });
  expect(during).toMatchObject({ items: ids.map((item_id) => ({ item_id })) });
  await view(page, 2);
  expect(await page.evaluate(() => window.visitor.predict({ deadlineMs: 30_000 }))).not.toHaveProperty('reason');
  expect(await related(page)).toEqual({ ids, reason: undefined, arm: 'p' });
  expect(await databaseNames(page)).toEqual(['aisle-default']);
});

test('a denial stops the worker, and rows have the reason no-consent', async () => {
  const page = await site.openPage();
  await createAisle(page, { consent: 'unset', rowsBeforeConsent: true });
  await related(page);
  await page.evaluate(() => window.visitor.setConsent('denied'));
  expect(await related(page)).toMatchObject({ ids: [], reason: 'no-consent' });
  await expect.poll(() => page.workers()).toEqual([]);
  expect(await leftOnDevice(page)).toEqual(NOTHING);
});

test.each([
  ['data-rows-before-consent', undefined],
  ['data-rows-before-consent="true"', undefined],
  ['data-rows-before-consent="false"', 'no-consent'],
  ['data-rows-before-consent="no"', 'no-consent'],
  ['', 'no-consent'],
])('the tag with %s answers rows before consent with reason %s', async (attribute, reason) => {
  const tag = `<script src="/aisle/aisle.js" data-manifest="/model/manifest.json" ${attribute}></script>`;
  const page = await site.openPage(undefined, documentOf(tag));
  const answer = await page.evaluate(
    (options) => (window as unknown as { aisle: Window['visitor'] }).aisle.trending(options),
    PATIENT,
  );
  expect([answer.reason, answer.items.length]).toEqual([reason, reason ? 0 : 10]);
  expect(await leftOnDevice(page)).toEqual(NOTHING);
});
