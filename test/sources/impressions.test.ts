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

// Whether an item counts is decided by geometry: the viewport is Playwright's, 1280 by 720 pixels.
// A test waits for seconds of being seen: side by side, for the same ones.
const site = useAisleSite({}, { concurrent: true });

const HEAD = `<style>body { margin: 0 } [data-aisle-item] { display: block; width: 100px; height: 100px }</style>
<script type="module">import * as sdk from "/aisle/index.js"; import { impressions } from "/aisle/plugins/impressions.js"; Object.assign(window, { impressions, sdk });</script>`;

/** Opens `body` in a page whose visitor has agreed, with the plugin in use. */
async function open(body: string, context?: BrowserContext): Promise<Page> {
  const page = await site.openPage(context, documentOf(HEAD, body));
  await createAisle(page);
  await page.evaluate(() => void window.visitor.use(window.impressions()));
  return page;
}

type Told = Exclude<TrackedEvent, { type: 'search' }>;
const toldOn = async (page: Page) =>
  ((await exported(page)) as Told[]).map(({ schemaVersion, timestampMs, ...event }) => event);
const idsOn = async (page: Page) =>
  (await toldOn(page))
    .filter(({ type }) => type === 'view_item_list')
    .flatMap(({ items }) => items.map(({ item_id }) => item_id));

/** Longer than a second and a batch take on a busy machine. What does not count is judged once a later item that does is told. */
const PATIENCE = { timeout: 20_000, interval: 50 };
const until = <T>(find: () => Promise<T>, expected: unknown) =>
  vi.waitFor(async () => expect(await find()).toEqual(expected), PATIENCE);
const untilTold = (page: Page, ids: readonly string[]) => until(() => idsOn(page), ids);

test.concurrent('an item counts by its share of area and its size, a tall one by its share of the viewport; its list and place are told', async () => {
  const at = (id: string, top: number, left: number, height: number, width = 100) =>
    `<p data-aisle-item="${id}" style="position: absolute; margin: 0; top: ${top}px; left: ${left}px; height: ${height}px; width: ${width}px"></p>`;
  // Of 200 px, 100 must show; of 2,000 px, half of the viewport's 720.
  const page = await open(`<main style="position: absolute; inset: 0; overflow: hidden">
    <div data-aisle-list="shelf">${at('under', 621, 0, 200)}${at('just', 620, 110, 200)}${at('tall-under', 361, 220, 2000)}${at('tall', 359, 330, 2000)}</div>
    <div data-aisle-list>${at('tiny', 0, 0, 9)}${at('narrow', 0, 110, 100, 9)}${at('small', 0, 220, 10, 10)}</div>
    ${at('aside', 1, 1260, 50, 60)}${at('free', 300, 0, 50)}</main>`);
  await until(
    () => toldOn(page),
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

test.concurrent('an item that is scrolled past does not count; one that is seen twice counts once; one that grows counts then', async () => {
  const page =
    await open(`<p data-aisle-item="first"></p><p data-aisle-item="growing" style="height: 0"></p><p style="height: 3000px"></p>
    <p data-aisle-item="passed"></p><p style="height: 3000px"></p><p data-aisle-item="last"></p>`);
  await untilTold(page, ['first']);
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let pass = 0; pass < 3; pass++) {
      document.querySelector('[data-aisle-item="passed"]')!.scrollIntoView();
      for (let n = 0; n < 20; n++) await frame();
      document.querySelector('[data-aisle-item="last"]')!.scrollIntoView();
      await frame();
    }
  });
  await untilTold(page, ['first', 'last']);
  await page.evaluate(() => {
    scrollTo(0, 0);
    document.querySelector<HTMLElement>('[data-aisle-item="growing"]')!.style.height = '50px';
  });
  await untilTold(page, ['first', 'last', 'growing']);
});

test.concurrent('a list that uses its elements again, takes them away and brings them back, and adds pages', async () => {
  const page = await open(
    '<ul data-aisle-list="long"><li data-aisle-item="a"></li><li data-aisle-item="b" data-aisle-price="2"></li></ul>',
  );
  await untilTold(page, ['a', 'b']);
  await page.evaluate(async () => {
    const [first, second] = document.querySelectorAll('li');
    // 'brief' is there for less than a second, and its time is not counted for 'c'.
    first!.setAttribute('data-aisle-item', 'brief');
    await new Promise((resolve) => setTimeout(resolve, 600));
    first!.setAttribute('data-aisle-item', 'c');
    second!.remove();
    document.querySelector('ul')!.append(second!);
    document.querySelector('ul')!.insertAdjacentHTML('beforeend', '<li data-aisle-item="a"></li>');
  });
  await untilTold(page, ['a', 'b', 'c']);
  await page.evaluate(() =>
    document.querySelector('ul')!.insertAdjacentHTML('beforeend', '<li data-aisle-item="d"></li>'),
  );
  await untilTold(page, ['a', 'b', 'c', 'd']);
  await page.evaluate(() => document.querySelector('li')!.setAttribute('data-aisle-item', 'e'));
  await untilTold(page, ['a', 'b', 'c', 'd', 'e']);
  const items = (await toldOn(page)).flatMap(({ items }) => items);
  expect(items).toEqual([
    { item_id: 'a', index: 0 },
    { item_id: 'b', price: 2, index: 1 },
    { item_id: 'c', index: 0 },
    { item_id: 'd', index: 3 },
    { item_id: 'e', index: 0 },
  ]);
});

test.concurrent('more than 200 items that are seen at once go in several events', async () => {
  const page = await open(
    `<div style="display: flex; flex-wrap: wrap" data-aisle-list="wall">${Array.from({ length: 230 }, (_, i) => `<i data-aisle-item="w${i}" style="width: 20px; height: 20px"></i>`).join('')}</div>`,
  );
  await until(async () => (await toldOn(page)).map(({ items }) => items.length), [200, 30]);
});

test.concurrent('open shadow roots: nested, attached late, and their items belong to the list around them', async () => {
  const page = await open(
    '<section data-aisle-list="outer"><p data-aisle-item="light"></p><x-shelf></x-shelf></section><x-frame><p data-aisle-item="slotted"></p></x-frame>',
  );
  await untilTold(page, ['light', 'slotted']);
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
    async () => (await toldOn(page)).slice(1),
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
  // Added inside of a shadow root, where the document's own observer sees nothing; the slot's list is the drawn one.
  await page.evaluate(() => {
    document
      .querySelector('x-shelf')!
      .shadowRoot!.append(Object.assign(document.createElement('p'), { className: 'new' }));
    document.querySelector('x-shelf')!.shadowRoot!.querySelector('.new')!.setAttribute('data-aisle-item', 'added');
    document.querySelector('x-frame p')!.setAttribute('data-aisle-item', 'slotted-2');
  });
  await until(
    async () =>
      (await toldOn(page))
        .slice(3)
        .map(
          ({ items, ...event }) =>
            `${'item_list_id' in event ? event.item_list_id : undefined} ${items.map(({ item_id }) => item_id)}`,
        )
        .sort(),
    ['inner slotted-2', 'outer added'],
  );
});

test.concurrent.each(['with', 'without'])(
  'a new URL is a new view, %s the Navigation API; another hash is none',
  async (api) => {
    const head =
      api === 'without'
        ? '<script>delete window.navigation; Object.defineProperty(window, "navigation", { value: undefined });</script>'
        : '';
    const page = await open(`${head}<main data-aisle-product data-aisle-item="p1"></main>`);
    await untilTold(page, ['p1']);
    await page.evaluate(() => {
      location.hash = 'reviews';
      document.querySelector('main')!.insertAdjacentHTML('afterend', '<p data-aisle-item="other"></p>');
    });
    await untilTold(page, ['p1', 'other']);
    await page.evaluate(() => {
      history.pushState({}, '', '?product=2');
      document.querySelector('main')!.replaceWith(Object.assign(document.createElement('main'), { id: 'next' }));
      document.querySelector('main')!.setAttribute('data-aisle-item', 'p2');
    });
    // What stayed where it was counts from the new URL on, what was drawn then a little later: in either order.
    await until(async () => (await idsOn(page)).slice(2).sort(), ['other', 'p2']);
    expect((await toldOn(page)).filter(({ type }) => type === 'user_engagement')).toMatchObject([
      { items: [{ item_id: 'p1' }], engagement_time_msec: expect.toSatisfy((ms: number) => ms >= 2_000) },
    ]);
  },
);

test('a hidden tab: what is seen is told at once, and neither items nor engagement count until it is in front again', async () => {
  await withOrdinaryBrowser(async (context) => {
    const page = await open('<main data-aisle-product data-aisle-item="p"></main>', context);
    await page.evaluate(() => {
      // The batch is open for half a second: the tab hides within it, or it was told already.
      const started = { shownMs: 0, sinceMs: performance.now() };
      Object.assign(window, { started });
      document.addEventListener('visibilitychange', () => {
        if (document.hidden) started.shownMs += performance.now() - started.sinceMs;
        else started.sinceMs = performance.now();
      });
    });
    await untilTold(page, ['p']);
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
    await untilTold(page, ['p', 'behind']);
    await other.bringToFront();
    const engagements = async () =>
      (await toldOn(page)).flatMap((event) => (event.type === 'user_engagement' ? [event.engagement_time_msec] : []));
    await until(async () => (await engagements()).length, 2);
    const shownMs = await page.evaluate(() => (window as unknown as { started: { shownMs: number } }).started.shownMs);
    const sum = (await engagements()).reduce((a, b) => a + b);
    // The page began to measure just before or after the plugin did: far less than the 2,500 ms of hiding.
    expect(Math.abs(sum - shownMs)).toBeLessThan(1_000);
  });
});

test('what is seen is told when the page hides, without waiting for the rest of the batch', async () => {
  await withOrdinaryBrowser(async (context) => {
    const page = await open('<p data-aisle-item="a"></p>', context);
    // The batch's own timer never comes.
    await page.evaluate(() => {
      window.visitor.use({ name: 'impressions', start: () => () => {} });
      const { setTimeout: later } = window;
      const told: unknown[] = [];
      window.setTimeout = ((act: () => void, ms: number) =>
        ms === 500 ? 0 : later(() => (act(), told.push(ms)), ms)) as typeof setTimeout;
      Object.assign(window, { told });
      window.visitor.use(window.impressions());
    });
    await page.waitForFunction(() => (window as unknown as { told: number[] }).told.includes(1_000));
    expect(await idsOn(page)).toEqual([]);
    await context.newPage();
    await untilTold(page, ['a']);
  });
});

test('the way back from the back/forward cache is a new view', async () => {
  await withOrdinaryBrowser(async (context) => {
    const page = await site.openPage(context, documentOf(HEAD, '<p data-aisle-item="a"></p>'));
    await page.waitForFunction(() => 'impressions' in window);
    // A host of the page's own: what Aisle keeps open, such as its worker, may keep a page out of that cache.
    await page.evaluate(() => {
      const told: unknown[] = [];
      Object.assign(window, { told });
      window.impressions().start({ track: (event) => told.push(event), setConsent() {}, encryptWith() {} });
    });
    const told = () => page.evaluate(() => (window as unknown as { told: unknown[] }).told.length);
    await until(told, 1);
    await page.goto(`${site.server.origin}/model/manifest.json`);
    await page.goBack({ waitUntil: 'commit' });
    await until(told, 2);
  });
});

test.concurrent('beside the attributes of the script tag, a list is told once; its clicks still are', async () => {
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
    PATIENCE,
  );
  await page.getByText('A').click();
  await createAisle(page);
  await until(async () => (await toldOn(page)).length, 2);
  const told = await toldOn(page);
  // The list's result, whoever tells of it.
  const result_id = told[0]!.result_id;
  expect(result_id).toMatch(/^[pu]-/);
  expect(told).toEqual([
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

test.concurrent('once stopped, it tells nothing more, and looks at nothing', async () => {
  const page = await site.openPage(undefined, documentOf(HEAD, '<p data-aisle-item="a"></p><x-late></x-late>'));
  await page.waitForFunction(() => 'impressions' in window);
  const told = await page.evaluate(async () => {
    const heard: Record<'stopped' | 'going', unknown[]> = { stopped: [], going: [] };
    const start = (name: 'stopped' | 'going') =>
      window.impressions().start({ track: (event) => heard[name].push(event), setConsent() {}, encryptWith() {} });
    const stop = start('stopped');
    start('going');
    while (heard.going.length < 1) await new Promise((resolve) => setTimeout(resolve, 50));
    const before = heard.stopped.length;
    stop();
    document.body.insertAdjacentHTML('beforeend', '<p data-aisle-item="b"></p>');
    customElements.define('x-late', class extends HTMLElement {});
    history.pushState({}, '', '?next');
    while (heard.going.length < 2) await new Promise((resolve) => setTimeout(resolve, 50));
    return { before, after: heard.stopped.length };
  });
  expect(told).toEqual({ before: 1, after: 1 });
});
