import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser, type StaticServer, startStaticServer } from '@aisle/harness';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { publish } from '../../packages/cli/src/publishing/index.js';
import { companionsOfNext } from '../kit/companionsOfNext.js';
import { writeDecisionFiles } from '../kit/decisionFiles.js';
import { type SmallRelease, writeSmallRelease } from '../kit/smallRelease.js';
import { stabilityRecorder } from '../kit/stabilityRecorder.js';
import { buildSite } from './buildSite.js';
import type {} from './hooks.js';
import type {} from './page.js';

/** Both in `test:long`. */
const MAJORS = process.env.AISLE_LONG === '1' ? ([18, 19] as const) : ([19] as const);

let directory: string;
let release: SmallRelease;
let server: StaticServer;
let browser: Browser;
let page: Page;
const warnings: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aisle-react-'));
  for (const major of MAJORS) await buildSite(join(directory, 'site', String(major)), major);
  release = await writeSmallRelease(join(directory, 'model'), {
    itemCount: 40,
    seed: 7,
    relations: { tables: { companions: companionsOfNext(40) } },
    sessionHeads: [{ target: 'purchase-in-session', bias: 0, features: { views: 1 } }],
  });
  const offers = await writeDecisionFiles(directory, { perSession: 2, perWeek: 3 }, [
    { id: 'hint', kind: 'hint', placements: ['cart'], creative: { en: { title: 'Free shipping from 50 €' } } },
  ]);
  await publish(join(directory, 'model/published'), join(directory, 'model'), {}, offers);
  server = await startStaticServer({
    roots: [
      { urlPath: '/', directory: join(directory, 'site') },
      { urlPath: '/model/', directory: join(directory, 'model') },
      { urlPath: '/aisle/', directory: fileURLToPath(new URL('../../packages/sdk/dist', import.meta.url)) },
    ],
  });
  browser = await launchBrowser({ webgpu: 'none' });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  warnings.length = 0;
  const context = await browser.newContext();
  await context.addInitScript(stabilityRecorder);
  page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) warnings.push(message.text());
  });
  page.on('pageerror', (error) => warnings.push(String(error)));
});

afterEach(async () => {
  await page.context().close();
  expect(warnings).toEqual([]);
});

const itemIds = (first: number, count = 12) => Array.from({ length: count }, (_, i) => `item-${first + i}`);
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const shown = async () => (await page.locator('li').allInnerTexts()).map((text) => text.split(' ')[0]);
const commits = () => page.evaluate(() => window.commits!);
const track = () => page.evaluate(() => window.visit.track({ type: 'view_item', items: [{ item_id: 'item-3' }] }));
const waitForStored = (count: number) => page.getByText(`granted, ${count} stored`).waitFor();

/** The engine's order, requested without React. */
const engineOrder = (ids: string[]) =>
  page.evaluate(async (given) => (await window.visit.aisle!.rerank(given, { deadlineMs: 30_000 })).items, ids);

const waitForStoredRanking = () => page.waitForFunction(() => localStorage.getItem('aisle-default-ranking') !== null);

/** Grants consent and views an item. After that there is a history, and a ranking for the next list. */
async function visit(): Promise<void> {
  await press('Agree');
  await waitForStored(0);
  await press('View item-3');
  await waitForStored(1);
  await waitForStoredRanking();
}

/** Waits for the engine and for some frames. */
async function settle(): Promise<void> {
  await page.waitForFunction(() => window.visit?.aisle);
  await page.evaluate(async () => {
    await window.visit.aisle!.whenReady();
    for (let frame = 0; frame < 10; frame++) await new Promise(requestAnimationFrame);
  });
}

async function expectStable(): Promise<void> {
  await settle();
  expect(await page.evaluate(() => window.stability)).toMatchObject({ layoutShift: 0, visibleChanges: 0, changes: [] });
  expect(await page.evaluate(() => window.stability!.framesWithCards)).toBeGreaterThan(3);
}

/** The cards in their order on screen, from the top. */
const idsOnScreen = () =>
  page.$$eval('[data-aisle-item]', (cards) =>
    cards
      .map((card) => ({ id: (card as HTMLElement).dataset.aisleItem!, top: card.getBoundingClientRect().top }))
      .sort((a, b) => a.top - b.top)
      .map(({ id }) => id),
  );

describe.each(MAJORS)('React %i', (major) => {
  const open = (path = '') => page.goto(`${server.origin}/${major}/${path || 'index.html'}`);

  test('in StrictMode, a painted list stays and the next list is ranked', async () => {
    await open();
    expect(await shown()).toEqual(itemIds(1));
    await page.waitForFunction(() => window.visit?.aisle);
    expect(page.workers()).toHaveLength(0);
    await visit();
    await expectStable();
    expect(await shown()).toEqual(itemIds(1));
    expect(
      (await commits()).every(
        ({ items, ranked, reason }) => !ranked && reason === 'no-ranking' && items[0] === 'item-1',
      ),
    ).toBe(true);

    await press('Next items');
    const ranked = await shown();
    expect(ranked).not.toEqual(itemIds(13));
    expect(ranked).toEqual(await engineOrder(itemIds(13)));
    const ofThisList = (await commits()).filter(({ items }) => items.includes('item-13'));
    expect(new Set(ofThisList.map(({ items }) => items.join()))).toEqual(new Set([ranked.join()]));
    expect(ofThisList[0]).toMatchObject({ ranked: true });
    expect(page.workers()).toHaveLength(1);
  });

  test('creating the instance re-renders no list, and events on mount are stored', async () => {
    await open('index.html?granted&arrival');
    await page.waitForFunction(() => window.visit?.aisle);
    await settle();
    // StrictMode mounts twice.
    expect(await commits()).toHaveLength(2);
    expect(await page.evaluate(() => window.mountResults!.length)).toBe(4);
    expect(await page.evaluate(() => Promise.all(window.mountResults!.slice(2)))).toMatchObject([
      { reason: 'no-consent' },
      { stored: true },
    ]);
    expect(await page.evaluate(async () => (await window.visit.aisle!.export()).events.at(-1))).toMatchObject({
      type: 'view_item_list',
      item_list_id: 'shelf',
      result_id: expect.any(String),
    });
  });

  test('events of a list get the result id of its current items', async () => {
    await open();
    await visit();
    const click = () =>
      page.evaluate(() =>
        window.visit.track({ type: 'select_item', item_list_id: 'shelf', items: [{ item_id: 'item-3' }] }),
      );
    await click();
    await press('Dearer');
    await click();
    await press('Next items');
    await click();
    const results = await page.evaluate(async () =>
      (await window.visit.aisle!.export()).events.slice(1).map(({ result_id }) => result_id),
    );
    expect(results).toEqual([expect.stringMatching(/^[pu]-/), results[0], expect.stringMatching(/^p-/)]);
    expect(results[2]).not.toBe(results[0]);
  });

  test.each(['', 'index.html?given'])('a returning shopper gets a ranked list on first render (%s)', async (path) => {
    await open(path);
    await visit();
    const expected = await engineOrder(itemIds(1));
    expect(expected).not.toEqual(itemIds(1));
    await open(path);
    await press('Agree');
    await press('View item-3');
    await waitForStored(2);
    await expectStable();
    expect(new Set((await commits()).map(({ items, ranked }) => `${ranked} ${items.join()}`))).toEqual(
      new Set([`true ${expected.join()}`]),
    );
  });

  test('after denied consent, lists keep the given order', async () => {
    await open();
    await visit();
    await page.evaluate(() => window.visit.aisle!.setConsent('denied'));
    await press('Next items');
    expect((await commits()).at(-1)).toMatchObject({ items: itemIds(13), ranked: false, reason: 'no-consent' });
    await open();
    expect((await commits())[0]).toMatchObject({ items: itemIds(1), ranked: false, reason: 'no-ranking' });
  });

  test('an inline list shows the objects of each render in one order', async () => {
    await open();
    await visit();
    await press('Next items');
    const ranked = await shown();
    await press('View item-3');
    await waitForStored(2);
    await press('Dearer');
    expect(await page.locator('li').allInnerTexts()).toEqual(ranked.map((id) => `${id} 11`));
    expect(ranked).not.toEqual(itemIds(13));
  });

  test.each(['server.html', 'server-given.html?given'])(
    '%s: without a stored ranking, the server order stays',
    async (path) => {
      await open(path);
      await visit();
      await expectStable();
      expect(await shown()).toEqual(itemIds(1));
      expect((await commits()).every(({ reason }) => reason === 'server-order')).toBe(true);
      await press('Next items');
      expect(await shown()).toEqual(await engineOrder(itemIds(13)));
    },
  );

  test.each(['server.html?late', 'server.html', 'server-given.html?late&given'])(
    '%s: the head script orders the list and React adopts it',
    async (path) => {
      await open('server.html');
      await visit();
      const expected = await engineOrder(itemIds(1));
      expect(expected).not.toEqual(itemIds(1));
      await open(path);
      await page.waitForFunction(() => window.commits);
      await press('View item-3');
      await expectStable();
      expect((await commits())[0]).toMatchObject({ items: itemIds(1), ranked: false, reason: 'server-order' });
      expect((await commits()).at(-1)).toMatchObject({ items: expected, ranked: true, reason: undefined });
      expect(await idsOnScreen()).toEqual(expected);
      expect(await shown()).toEqual(expected);
      expect(await page.evaluate(() => document.adoptedStyleSheets.length + window.aisleStyled!.size)).toBe(0);
      await press('One item less');
      expect(await idsOnScreen()).toEqual(await shown());
    },
  );

  test('`suspense` waits for the engine and shows the list once', async () => {
    await open();
    await visit();
    const expected = await engineOrder(itemIds(1));
    await page.evaluate(() => localStorage.clear());
    await open('index.html?suspense&granted');
    await page.getByText('Waiting').waitFor();
    await page.locator('li').first().waitFor();
    expect((await commits())[0]).toEqual({
      items: expected,
      ranked: true,
      reason: undefined,
      release: release.releaseId,
      tier: 'light',
    });
    await expectStable();
    await press('Next items');
    await page.locator('li', { hasText: 'item-13' }).waitFor();
    expect(await shown()).toEqual(await engineOrder(itemIds(13)));
  });

  test('unmounting disposes an owned instance but not an external one', async () => {
    await open('index.html?given');
    await visit();
    await page.evaluate(() => window.root.unmount());
    expect(await track()).toEqual({ stored: true, seq: 2 });
    expect(page.workers()).toHaveLength(1);

    await open();
    await press('Agree');
    await waitForStored(2);
    await settle();
    expect(page.workers()).toHaveLength(1);
    await page.evaluate(() => window.root.unmount());
    await expect.poll(() => page.workers().length).toBe(0);
    expect(await track()).toEqual({ stored: false, reason: 'not-mounted' });
    // An open connection would block the deletion.
    const deleted = await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const request = indexedDB.deleteDatabase('aisle-default');
          request.onsuccess = () => resolve('deleted');
          request.onblocked = () => resolve('blocked');
        }),
    );
    expect(deleted).toBe('deleted');
  });

  const predicted = () =>
    page.evaluate(async () => {
      const { items } = await window.visit.aisle!.predict({
        k: 4,
        exclude: ['item-1', 'item-2'],
        filter: (id) => id !== 'item-4',
        deadlineMs: 30_000,
      });
      return items.map(({ item_id }) => item_id);
    });

  test('usePredict fills after the first event without a reload, stays after later ones and follows consent', async () => {
    await open('hooks.html');
    await page.locator('ol[data-reason="no-consent"]').waitFor({ state: 'attached' });
    await press('Agree');
    await page.locator('ol[data-reason="cold-start"]').waitFor({ state: 'attached' });
    expect(await page.locator('output').innerText()).toBe('granted shop:granted');
    await track();
    await page.locator('ol[data-tier="light"]').waitFor();
    const first = (await shown()).slice(0, 4);
    expect(first).toEqual(await predicted());
    const bannerCommits = await page.evaluate(() => window.bannerCommits);
    expect(first.filter((id) => ['item-1', 'item-2', 'item-4'].includes(id!))).toEqual([]);
    await page.evaluate(() =>
      window.visit.track({ type: 'select_item', item_list_id: 'next', items: [{ item_id: 'item-9' }] }),
    );
    expect(await page.evaluate(async () => (await window.visit.aisle!.export()).events.at(-1)!.result_id)).toBe(
      await page.locator('ol').getAttribute('data-result'),
    );
    await settle();
    expect(await predicted()).not.toEqual(first);
    expect(new Set(await page.evaluate(() => window.rows!))).toEqual(new Set(['', first.join()]));
    expect(await page.evaluate(() => window.bannerCommits)).toBe(bannerCommits);
    await press('Disagree');
    await page.locator('ol[data-reason="no-consent"]').waitFor({ state: 'attached' });
    expect(await page.locator('ol li').count()).toBe(0);
  });

  test('hooks of rows without a history follow their item and ignore events', async () => {
    await open('hooks.html?product');
    const rows = () => page.locator('section p').allInnerTexts();
    await expect.poll(rows).toEqual(['no-consent', 'no-consent', 'no-consent']);
    await press('Agree');
    const requested = (id: string) =>
      page.evaluate(async (id) => {
        const { aisle } = window.visit;
        const options = { k: 3, deadlineMs: 30_000 };
        const answers = [aisle!.related(id, options), aisle!.boughtWith([id], options), aisle!.trending(options)];
        return (await Promise.all(answers)).map(({ items }) => items.map(({ item_id }) => item_id).join(' '));
      }, id);
    await page.waitForFunction(() => window.visit.aisle!.getSnapshot().storedEvents === 0);
    const expected = await requested('item-5');
    await expect.poll(rows).toEqual(expected);
    expect(expected[1]).toBe('item-6 item-7 item-8');
    await settle();
    const commits = await page.evaluate(() => window.productCommits);
    await track();
    await settle();
    expect(await page.evaluate(() => window.productCommits)).toBe(commits);
    await press('Next item');
    await expect.poll(rows).toEqual(await requested('item-6'));
    await press('No item');
    await expect.poll(rows).toEqual(['invalid-items', 'invalid-items', expected[2]]);
  });

  test('useIntent follows consent and events', async () => {
    await open('hooks.html?intent');
    const intent = () => page.locator('#intent').innerText();
    await expect.poll(intent).toBe('no-consent');
    await press('Agree');
    await expect.poll(intent).toBe('cold-start');
    const viewItem = (item_id: string) =>
      page.evaluate((item_id) => window.visit.track({ type: 'view_item', items: [{ item_id }] }), item_id);
    // The odds are 1 + the number of views.
    await viewItem('item-1');
    await expect.poll(intent).toBe('1 0.67');
    await viewItem('item-2');
    await expect.poll(intent).toBe('2 0.75');
    await press('Disagree');
    await expect.poll(intent).toBe('no-consent');
  });

  test('useDecision follows consent and events', async () => {
    await open('hooks.html?decision');
    const offer = () => page.locator('#offer').innerText();
    await expect.poll(offer).toBe('false no-consent');
    await press('Agree');
    await expect.poll(offer).toBe('false cold-start');
    await page.evaluate(() => window.visit.track({ type: 'view_item', items: [{ item_id: 'item-1' }] }));
    await expect.poll(offer).toBe('false no-interventions');
    await press('Disagree');
    await expect.poll(offer).toBe('false no-consent');
  });

  test('useDecision shows an offer, counts it, and ends when it is closed', async () => {
    await open('hooks.html?offer');
    await press('Agree');
    const offer = () => page.locator('#offer').innerText();
    await expect.poll(offer).toBe('false cold-start');
    const item = { item_id: 'item-1', price: 10, quantity: 1 };
    await page.evaluate((item) => window.visit.track({ type: 'add_to_cart', items: [item], currency: 'EUR' }), item);
    await expect.poll(offer).toBe('true chosen Free shipping from 50 €');
    const decisions = () => page.evaluate(async () => (await window.visit.aisle!.export()).decisions);
    await expect.poll(async () => (await decisions()).map(({ shownMs }) => typeof shownMs)).toEqual(['number']);
    await press('Free shipping from 50 €');
    await expect.poll(offer).toBe('false dismissed');
    expect(await decisions()).toMatchObject([{ intervention: 'hint', dismissedMs: expect.any(Number) }]);
  });

  test('usePredict with `refresh: events` follows events', async () => {
    await open('hooks.html?refresh');
    await press('Agree');
    await page.waitForFunction(() => window.visit.aisle!.getSnapshot().consent === 'granted');
    await track();
    await page.locator('ol[data-tier="light"]').waitFor();
    const first = await predicted();
    await page.evaluate(() => window.visit.track({ type: 'view_item', items: [{ item_id: 'item-9' }] }));
    await page.waitForFunction((first) => ![first, ''].includes(window.rows!.at(-1)!), first.join());
    expect((await page.evaluate(() => window.rows!)).at(-1)).toBe((await predicted()).join());
  });

  test('useImpression tracks cards once after a second on screen', async () => {
    await page.setViewportSize({ width: 800, height: 520 });
    await open('hooks.html');
    await press('Agree');
    const trackedEvents = () =>
      page.evaluate(async () => {
        const { events } = await window.visit.aisle!.export();
        return events.map((event) =>
          'items' in event
            ? { ...event, items: event.items.map(({ item_id, index }) => `${item_id} ${index}`) }
            : { items: [] },
        );
      });
    const expectTracked = (card: string) =>
      expect.poll(async () => (await trackedEvents()).flatMap(({ items }) => items)).toContain(card);
    await expectTracked('item-1 0');
    expect(await trackedEvents()).toMatchObject([
      { type: 'view_item_list', item_list_id: 'shelf', items: ['item-1 0'] },
    ]);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await expectTracked('item-8 7');
    // The first card is half in view again, together with the second, which has not been tracked yet.
    await page.evaluate(() => document.querySelector('ul li:nth-child(2)')!.scrollIntoView({ block: 'end' }));
    await expectTracked('item-2 1');
    expect((await trackedEvents()).map(({ items }) => items.sort())).toEqual([
      ['item-1 0'],
      ['item-7 6', 'item-8 7'],
      ['item-2 1'],
    ]);
  });
});
