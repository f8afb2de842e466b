import type { Plugin, TrackedEvent } from '@aisle/sdk';
import type { BrowserContext, Page } from 'playwright';
import { expect, test, vi } from 'vitest';
import { createAisle, documentOf, exported, useAisleSite } from '../kit/aislePage.js';
import { withOrdinaryBrowser } from '../kit/ordinaryBrowser.js';

declare global {
  interface Window {
    impressions: () => Plugin;
  }
}

// Visibility depends on geometry. The viewport is Playwright's, 1280 by 720 pixels.
// Tests wait for seconds of visibility, so they run concurrently.
const site = useAisleSite({}, { concurrent: true });

const HEAD = `<style>body { margin: 0 } [data-aisle-item] { display: block; width: 100px; height: 100px }</style>
<script type="module">import * as sdk from "/aisle/index.js"; import { impressions } from "/aisle/plugins/impressions.js"; Object.assign(window, { impressions, sdk });</script>`;

/** Opens `body` in a page with granted consent and the plugin. */
async function open(body: string, context?: BrowserContext): Promise<Page> {
  const page = await site.openPage(context, documentOf(HEAD, body));
  await createAisle(page);
  await page.evaluate(() => void window.visitor.use(window.impressions()));
  return page;
}

type ItemsEvent = Extract<TrackedEvent, { items: unknown[] }>;
const reportedOn = async (page: Page) =>
  ((await exported(page)) as ItemsEvent[]).map(({ schemaVersion, timestampMs, ...event }) => event);
const idsOn = async (page: Page) =>
  (await reportedOn(page))
    .filter(({ type }) => type === 'view_item_list')
    .flatMap(({ items }) => items.map(({ item_id }) => item_id));

/**
 * Longer than a second and a batch on a busy machine. A test of an uncounted item first waits for a later, counted one.
 */
const WAIT_OPTIONS = { timeout: 20_000, interval: 50 };
const until = <T>(find: () => Promise<T>, expected: unknown) =>
  vi.waitFor(async () => expect(await find()).toEqual(expected), WAIT_OPTIONS);
const untilReported = (page: Page, ids: readonly string[]) => until(() => idsOn(page), ids);

test.concurrent('an item counts by its visible share and its size', async () => {
  const at = (id: string, top: number, left: number, height: number, width = 100) =>
    `<p data-aisle-item="${id}" style="position: absolute; margin: 0; top: ${top}px; left: ${left}px; height: ${height}px; width: ${width}px"></p>`;
  // Of 200 px, 100 must be visible. Of 2,000 px, half of the viewport's 720.
  const page = await open(`<main style="position: absolute; inset: 0; overflow: hidden">
    <div data-aisle-list="shelf">${at('under', 621, 0, 200)}${at('just', 620, 110, 200)}${at('tall-under', 361, 220, 2000)}${at('tall', 359, 330, 2000)}</div>
    <div data-aisle-list>${at('tiny', 0, 0, 9)}${at('narrow', 0, 110, 100, 9)}${at('small', 0, 220, 10, 10)}</div>
    ${at('aside', 1, 1260, 50, 60)}${at('free', 300, 0, 50)}</main>`);
  await until(
    () => reportedOn(page),
    [
      {
        type: 'view_item_list',
        item_list_id: 'shelf',
        items: [
          { item_id: 'just', index: 1 },
          { item_id: 'tall', index: 3 },
        ],
      },
      { type: 'view_item_list', item_list_id: 'list', items: [{ item_id: 'small', index: 2 }] },
      { type: 'view_item_list', items: [{ item_id: 'free' }] },
    ],
  );
});

test.concurrent('scrolling past an item does not count, growing does', async () => {
  const page =
    await open(`<p data-aisle-item="first"></p><p data-aisle-item="growing" style="height: 0"></p><p style="height: 3000px"></p>
    <p data-aisle-item="passed"></p><p style="height: 3000px"></p><p data-aisle-item="last"></p>`);
  await untilReported(page, ['first']);
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let pass = 0; pass < 3; pass++) {
      document.querySelector('[data-aisle-item="passed"]')!.scrollIntoView();
      for (let n = 0; n < 20; n++) await frame();
      document.querySelector('[data-aisle-item="last"]')!.scrollIntoView();
      await frame();
    }
  });
  await untilReported(page, ['first', 'last']);
  await page.evaluate(() => {
    scrollTo(0, 0);
    document.querySelector<HTMLElement>('[data-aisle-item="growing"]')!.style.height = '50px';
  });
  await untilReported(page, ['first', 'last', 'growing']);
});

test.concurrent('a list may reuse, remove and add elements', async () => {
  const page = await open(
    '<ul data-aisle-list="long"><li data-aisle-item="a"></li><li data-aisle-item="b" data-aisle-price="2"></li></ul>',
  );
  await untilReported(page, ['a', 'b']);
  await page.evaluate(async () => {
    const [first, second] = document.querySelectorAll('li');
    // 'brief' is visible for less than a second, and its time does not count for 'c'.
    first!.setAttribute('data-aisle-item', 'brief');
    await new Promise((resolve) => setTimeout(resolve, 600));
    first!.setAttribute('data-aisle-item', 'c');
    second!.remove();
    document.querySelector('ul')!.append(second!);
    document.querySelector('ul')!.insertAdjacentHTML('beforeend', '<li data-aisle-item="a"></li>');
  });
  await untilReported(page, ['a', 'b', 'c']);
  await page.evaluate(() =>
    document.querySelector('ul')!.insertAdjacentHTML('beforeend', '<li data-aisle-item="d"></li>'),
  );
  await untilReported(page, ['a', 'b', 'c', 'd']);
  await page.evaluate(() => document.querySelector('li')!.setAttribute('data-aisle-item', 'e'));
  await untilReported(page, ['a', 'b', 'c', 'd', 'e']);
  const items = (await reportedOn(page)).flatMap(({ items }) => items);
  expect(items).toEqual([
    { item_id: 'a', index: 0 },
    { item_id: 'b', price: 2, index: 1 },
    { item_id: 'c', index: 0 },
    { item_id: 'd', index: 3 },
    { item_id: 'e', index: 0 },
  ]);
});

test.concurrent('more than 200 visible items are sent in several events', async () => {
  const page = await open(
    `<div style="display: flex; flex-wrap: wrap" data-aisle-list="wall">${Array.from({ length: 230 }, (_, i) => `<i data-aisle-item="w${i}" style="width: 20px; height: 20px"></i>`).join('')}</div>`,
  );
  await until(async () => (await reportedOn(page)).map(({ items }) => items.length), [200, 30]);
});

test.concurrent('items in open shadow roots belong to the list around them', async () => {
  const page = await open(
    '<section data-aisle-list="outer"><p data-aisle-item="light"></p><x-shelf></x-shelf></section><x-frame><p data-aisle-item="slotted"></p></x-frame>',
  );
  await untilReported(page, ['light', 'slotted']);
  await page.evaluate(() => {
    const define = (name: string, html: string) =>
      customElements.define(
        name,
        class extends HTMLElement {
          connectedCallback() {
            this.attachShadow({
              mode: 'open',
            }).innerHTML = `<style>[data-aisle-item] { display: block; width: 100px; height: 50px }</style>${html}`;
          }
        },
      );
    define('x-card', '<p data-aisle-item="nested"></p>');
    define('x-shelf', '<p data-aisle-item="shadow"></p><x-card></x-card>');
    define('x-frame', '<div data-aisle-list="inner"><slot></slot></div>');
  });
  await until(
    async () => (await reportedOn(page)).slice(1),
    [
      { type: 'view_item_list', items: [{ item_id: 'slotted' }] },
      {
        type: 'view_item_list',
        item_list_id: 'outer',
        items: [
          { item_id: 'shadow', index: 1 },
          { item_id: 'nested', index: 2 },
        ],
      },
    ],
  );
  // Added in a shadow root, which the document's observer does not see. The list is that of the flattened tree.
  await page.evaluate(() => {
    document
      .querySelector('x-shelf')!
      .shadowRoot!.append(Object.assign(document.createElement('p'), { className: 'new' }));
    document.querySelector('x-shelf')!.shadowRoot!.querySelector('.new')!.setAttribute('data-aisle-item', 'added');
    document.querySelector('x-frame p')!.setAttribute('data-aisle-item', 'slotted-2');
  });
  await until(
    async () =>
      (await reportedOn(page))
        .slice(3)
        .map(
          ({ items, ...event }) =>
            `${'item_list_id' in event ? event.item_list_id : undefined} ${items.map(({ item_id }) => item_id)}`,
        )
        .sort(),
    ['inner slotted-2', 'outer added'],
  );
});

test.concurrent.each(['with', 'without'])('a new URL begins a new view %s the Navigation API', async (api) => {
  const head =
    api === 'without'
      ? '<script>delete window.navigation; Object.defineProperty(window, "navigation", { value: undefined });</script>'
      : '';
  const page = await open(`${head}<main data-aisle-product data-aisle-item="p1"></main>`);
  await untilReported(page, ['p1']);
  await page.evaluate(() => {
    location.hash = 'reviews';
    document.querySelector('main')!.insertAdjacentHTML('afterend', '<p data-aisle-item="other"></p>');
  });
  await untilReported(page, ['p1', 'other']);
  await page.evaluate(() => {
    history.pushState({}, '', '?product=2');
    document.querySelector('main')!.replaceWith(Object.assign(document.createElement('main'), { id: 'next' }));
    document.querySelector('main')!.setAttribute('data-aisle-item', 'p2');
  });
  // Unmoved items count from the new URL on, and items rendered then a little later: in either order.
  await until(async () => (await idsOn(page)).slice(2).sort(), ['other', 'p2']);
  expect((await reportedOn(page)).filter(({ type }) => type === 'user_engagement')).toMatchObject([
    { items: [{ item_id: 'p1' }], engagement_time_msec: expect.toSatisfy((ms: number) => ms >= 2_000) },
  ]);
});

test('a hidden tab sends pending events and stops measuring', async () => {
  await withOrdinaryBrowser(async (context) => {
    const page = await open('<main data-aisle-product data-aisle-item="p"></main>', context);
    await page.evaluate(() => {
      // The tab hides within the half second of the batch, or after it was sent.
      const started = { shownMs: 0, sinceMs: performance.now() };
      Object.assign(window, { started });
      document.addEventListener('visibilitychange', () => {
        if (document.hidden) started.shownMs += performance.now() - started.sinceMs;
        else started.sinceMs = performance.now();
      });
    });
    await untilReported(page, ['p']);
    const other = await context.newPage();
    await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden');
    await page.evaluate(() =>
      document.querySelector('main')!.insertAdjacentHTML('afterend', '<p data-aisle-item="behind"></p>'),
    );
    const devtools = await context.newCDPSession(page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    expect(await idsOn(page)).toEqual(['p']);
    await page.bringToFront();
    await untilReported(page, ['p', 'behind']);
    await other.bringToFront();
    const engagements = async () =>
      (await reportedOn(page)).flatMap((event) =>
        event.type === 'user_engagement' ? [event.engagement_time_msec] : [],
      );
    await until(async () => (await engagements()).length, 2);
    const shownMs = await page.evaluate(() => (window as unknown as { started: { shownMs: number } }).started.shownMs);
    const sum = (await engagements()).reduce((a, b) => a + b);
    // The page and the plugin begin to measure at almost the same time, compared with the 2,500 ms of hiding.
    expect(Math.abs(sum - shownMs)).toBeLessThan(1_000);
  });
});

test('hiding the page sends the batch before its timer', async () => {
  await withOrdinaryBrowser(async (context) => {
    const page = await open('<p data-aisle-item="a"></p>', context);
    // The timer of the batch never fires.
    await page.evaluate(() => {
      window.visitor.use({ name: 'impressions', start: () => () => {} });
      const { setTimeout: later } = window;
      const reported: unknown[] = [];
      window.setTimeout = ((act: () => void, ms: number) =>
        ms === 500 ? 0 : later(() => (act(), reported.push(ms)), ms)) as typeof setTimeout;
      Object.assign(window, { reported });
      window.visitor.use(window.impressions());
    });
    await page.waitForFunction(() => (window as unknown as { reported: number[] }).reported.includes(1_000));
    expect(await idsOn(page)).toEqual([]);
    await context.newPage();
    await untilReported(page, ['a']);
  });
});

test('the return from the back/forward cache is a new view', async () => {
  await withOrdinaryBrowser(async (context) => {
    const page = await site.openPage(context, documentOf(HEAD, '<p data-aisle-item="a"></p>'));
    await page.waitForFunction(() => 'impressions' in window);
    // Without Aisle's instance, because its worker can make a page ineligible for the cache.
    await page.evaluate(() => {
      const reported: unknown[] = [];
      Object.assign(window, { reported });
      window
        .impressions()
        .start({ track: (event) => reported.push(event), setConsent() {}, encryptWith() {}, note() {}, report() {} });
    });
    const reported = () => page.evaluate(() => (window as unknown as { reported: unknown[] }).reported.length);
    await until(reported, 1);
    await page.goto(`${site.server.origin}/model/manifest.json`);
    await page.goBack({ waitUntil: 'commit' });
    await until(reported, 2);
  });
});

test.concurrent('with attributes and impressions, a list is reported once', async () => {
  const tag =
    '<script defer src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-tier="light" data-automation="record"></script>';
  const queue =
    '<script>window.aisle = { queue: [] }; aisle.queue.push({ name: "setConsent", args: ["granted"], resolve() {}, reject() {} });</script>';
  const page = await site.openPage(
    undefined,
    documentOf(
      `${HEAD}${queue}<script defer src="/aisle/aisle-impressions.js"></script>${tag}`,
      '<ul data-aisle-list="shop"><li data-aisle-item="a"><a href="#a">A</a></li><li data-aisle-item="b"></li></ul><p style="height: 2000px"></p><p data-aisle-item="below"></p>',
    ),
  );
  await page.waitForFunction(
    () => (window as unknown as { aisle: Window['visitor'] }).aisle.status?.().storedEvents === 1,
    undefined,
    WAIT_OPTIONS,
  );
  await page.getByText('A').click();
  await createAisle(page);
  await until(async () => (await reportedOn(page)).length, 2);
  const reported = await reportedOn(page);
  // The result id of the list, from either source.
  const result_id = reported[0]!.result_id;
  expect(result_id).toMatch(/^[pu]-/);
  expect(reported).toEqual([
    {
      type: 'view_item_list',
      item_list_id: 'shop',
      result_id,
      items: [
        { item_id: 'a', index: 0 },
        { item_id: 'b', index: 1 },
      ],
    },
    { type: 'select_item', item_list_id: 'shop', result_id, items: [{ item_id: 'a', index: 0 }] },
  ]);
});

test.concurrent('a stopped plugin sends nothing and observes nothing', async () => {
  const page = await site.openPage(undefined, documentOf(HEAD, '<p data-aisle-item="a"></p><x-late></x-late>'));
  await page.waitForFunction(() => 'impressions' in window);
  const reported = await page.evaluate(async () => {
    const reports: Record<'stopped' | 'running', unknown[]> = { stopped: [], running: [] };
    const start = (name: 'stopped' | 'running') =>
      window.impressions().start({
        track: (event) => reports[name].push(event),
        setConsent() {},
        encryptWith() {},
        note() {},
        report() {},
      });
    const stop = start('stopped');
    start('running');
    while (reports.running.length < 1) await new Promise((resolve) => setTimeout(resolve, 50));
    const before = reports.stopped.length;
    stop();
    document.body.insertAdjacentHTML('beforeend', '<p data-aisle-item="b"></p>');
    customElements.define('x-late', class extends HTMLElement {});
    history.pushState({}, '', '?next');
    while (reports.running.length < 2) await new Promise((resolve) => setTimeout(resolve, 50));
    return { before, after: reports.stopped.length };
  });
  expect(reported).toEqual({ before: 1, after: 1 });
});
