import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '@aisle/harness';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import {
  documentOf,
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

// DevTools cannot freeze a visible page, and Chromium treats all pages of a headless browser as visible. The
// back/forward cache freezes pages with the same events as a phone does with background tabs.
const site = useAisleSite({ backForwardCache: true });
const ITEMS = Array.from({ length: 20 }, (_, i) => itemId(i + 1));

const itemsOf = async (page: Page) =>
  (await exported(page)).map((event) => 'items' in event && event.items[0]!.item_id);

/** Records in the page whether it returned from the cache. */
const WATCHED = documentOf(
  `<script type="module">import * as sdk from "/aisle/index.js"; window.sdk = sdk;</script>
   <script>addEventListener('pageshow', ({ persisted }) => { window.shown = [...(window.shown ?? []), persisted]; });</script>`,
);

/** Two tabs of one shopper with a history of items 1 and 2. Tests navigate the first one. */
async function openTabs(): Promise<[Page, Page]> {
  const context = await site.newContext();
  const tabs: [Page, Page] = [await site.openPage(context, WATCHED), await site.openPage(context)];
  for (const tab of tabs) await startAisle(tab);
  await view(tabs[0], 1, 2);
  return tabs;
}

/** Navigates to `url`, runs `whileAway`, and returns to the page from the back/forward cache. */
async function leaveAndReturn(page: Page, url: string, whileAway: () => Promise<unknown>): Promise<void> {
  const shop = page.url();
  await page.goto(url);
  await whileAway();
  await page.evaluate(() => setTimeout(() => history.back()));
  await page.waitForURL(shop, { waitUntil: 'commit' });
  await page.waitForFunction('window.shown?.length === 2');
  expect(await page.evaluate('window.shown')).toEqual([false, true]);
}

test('a page with engine and database stays in the back/forward cache', async () => {
  const [page] = await openTabs();
  await rerank(page, ITEMS);
  // Another site, for which the browser starts a separate process.
  site.faults.set('/elsewhere', { kind: 'body', body: documentOf(''), contentType: 'text/html' });
  await leaveAndReturn(page, `${site.server.origin.replace('localhost', '127.0.0.1')}/elsewhere`, async () => {});
  await view(page, 3);
  expect(await itemsOf(page)).toEqual([1, 2, 3].map(itemId));
  expect(await rerank(page, ITEMS)).toMatchObject({ ranked: true });
});

test('a resumed page ranks by events of other pages', async () => {
  const [page, other] = await openTabs();
  const before = (await predict(page)).items;
  await leaveAndReturn(page, other.url(), async () => {
    await startAisle(page);
    await view(page, 30);
    await view(other, 31);
  });
  const after = (await predict(page)).items;
  expect(after).not.toEqual(before);
  expect(after).toEqual((await predict(other)).items);
  expect(await page.evaluate(() => window.visitor.status().storedEvents)).toBe(4);
});

test('a resumed page sends its views again', async () => {
  const context = await site.newContext();
  const page = await site.openPage(
    context,
    documentOf(
      `<script>addEventListener('pageshow', ({ persisted }) => { window.shown = [...(window.shown ?? []), persisted]; });</script>
       <script src="/aisle/aisle-structured-data.js"></script>
       <script src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-automation="record" data-tier="light"></script>
       <script>aisle.setConsent('granted');</script>
       <script type="application/ld+json">{ "@type": "Product", "sku": "item-6" }</script>`,
      '<main data-aisle-item="item-5" data-aisle-event="view_item" data-aisle-on="load"></main>',
    ),
  );
  const other = await site.openPage(context);
  await startAisle(other);
  const views = async () => (await itemsOf(other)).sort();
  await expect.poll(views).toEqual([5, 6].map(itemId));
  await leaveAndReturn(page, other.url(), async () => {});
  await expect.poll(views).toEqual([5, 5, 6, 6].map(itemId));
});

test.each(['withdrawal', 'erase'] as const)(
  'a page frozen during a %s does nothing until consent is granted',
  async (what) => {
    const [page, other] = await openTabs();
    expect(await rerank(page, ITEMS)).toMatchObject({ ranked: true });
    await leaveAndReturn(page, other.url(), () =>
      other.evaluate(
        (what) =>
          what === 'erase' ? window.visitor.erase().then(() => undefined) : window.visitor.setConsent('denied'),
        what,
      ),
    );
    // Called before the revalidation can have ended.
    const [tracked, ranked] = await page.evaluate(
      ([event, items]) =>
        Promise.all([window.visitor.track(event), window.visitor.rerank(items, { deadlineMs: 30_000 })]),
      [viewOf(3), ITEMS] as const,
    );
    expect(tracked).toEqual({ stored: false, reason: 'no-consent' });
    expect(ranked).toMatchObject({ ranked: false, reason: 'no-consent', items: ITEMS });
    expect(await page.evaluate(() => window.visitor.status())).toMatchObject({
      consent: 'unset',
      storage: 'none',
      consentTrace: [
        { input: 'shop', signal: 'granted' },
        { input: 'another-tab', signal: 'unset', detail: expect.stringContaining('setConsent again') },
      ],
    });
    await page.evaluate(() => window.visitor.setConsent('granted'));
    expect(await track(page, viewOf(4))).toEqual({ stored: true, seq: 1 });
    expect(await itemsOf(page)).toEqual([itemId(4)]);
  },
);

test('a page frozen during an erase does not write afterwards', async () => {
  const [page, other] = await openTabs();
  await leaveAndReturn(page, other.url(), async () => {
    await other.evaluate(() => window.visitor.erase());
    await view(other, 40);
  });
  expect(await track(page, viewOf(3))).toEqual({ stored: false, reason: 'no-consent' });
  expect(await itemsOf(other)).toEqual([itemId(40)]);
});

test('a prerendered page records only when it is shown', { timeout: 60_000 }, async () => {
  // Chromium does not prerender under DevTools. So it runs without DevTools, and the pages report to the server.
  const next = documentOf(
    `<script type="module">
      import { createAisle } from "/aisle/index.js";
      const visitor = createAisle({ manifestUrl: '/model/manifest.json', worker: '/aisle/aisle-worker.js', tier: 'light' });
      visitor.setConsent('granted');
      const tracked = visitor.track({ type: 'view_item', items: [{ item_id: 'item-9' }] });
      const stored = async () => (await visitor.export()).events.length;
      // Two reads of the database. An event that did not wait would be stored by then.
      const before = document.prerendering ? (await stored(), await stored()) : 'shown from the start';
      document.addEventListener('prerenderingchange', async () => {
        const result = await tracked;
        fetch('/report?' + encodeURIComponent(JSON.stringify({ before, result, after: await stored() })));
      });
      fetch('/prerendered');
    </script>`,
  );
  const first = documentOf(
    `<script type="speculationrules">{ "prerender": [{ "source": "list", "urls": ["/next"], "eagerness": "immediate" }] }</script>`,
    `<script>
      const look = setInterval(async () => {
        if (!(await (await fetch('/seen')).json())) return;
        clearInterval(look);
        location.href = '/next';
      }, 200);
    </script>`,
  );
  const requestOf = (path: string) => site.server.requests.find(({ url }) => new URL(url).pathname === path);
  site.faults.set('/first', { kind: 'body', body: first, contentType: 'text/html' });
  site.faults.set('/next', { kind: 'body', body: next, contentType: 'text/html' });
  site.faults.set('/seen', { kind: 'body', body: 'false', contentType: 'application/json' });
  const userDataDir = await mkdtemp(join(tmpdir(), 'aisle-prerender-'));
  const browser = spawn(
    findBrowser()!.executablePath,
    [
      '--headless=new',
      '--no-sandbox',
      '--no-first-run',
      `--user-data-dir=${userDataDir}`,
      `${site.server.origin}/first`,
    ],
    { stdio: 'ignore' },
  );
  try {
    await expect.poll(() => requestOf('/prerendered')).toBeDefined();
    site.faults.set('/seen', { kind: 'body', body: 'true', contentType: 'application/json' });
    await expect.poll(() => requestOf('/report'), { timeout: 20_000 }).toBeDefined();
  } finally {
    browser.kill('SIGKILL');
    await new Promise((resolve) => browser.once('exit', resolve));
    await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
  }
  const report: unknown = JSON.parse(decodeURIComponent(new URL(requestOf('/report')!.url).search.slice(1)));
  expect(report).toEqual({ before: 0, result: { stored: true, seq: 1 }, after: 1 });
});
