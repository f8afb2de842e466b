import { usesPlaywrightBuilds } from '@aisle/harness/webDriver';
import { describe, expect, test } from 'vitest';
import { createAisle, documentOf, exported, itemId, predict, rerank, startAisle, view } from '../kit/aislePage.js';
import { ENGINES, shopPage, useBrowserSite } from './kit.js';

const site = useBrowserSite();
const DEPARTURES = 20;

/** The same server under another host. It is another site, so a navigation to it unloads the page. */
const elsewhere = () => `${site.server.origin.replace('localhost', '127.0.0.1')}/elsewhere`;

/** Records whether the page returned from the back/forward cache. */
const NOTE_RESTORED = `<script>addEventListener('pageshow', ({ persisted }) => (window.restored = persisted));</script>`;

describe.each(ENGINES)('%s', (engine) => {
  // Playwright disables the back/forward cache in its builds.
  test.skipIf(usesPlaywrightBuilds())('a page from the back/forward cache ranks by all events', async () => {
    const visit = await site.startVisit(engine);
    const plain = site.addPage(documentOf(NOTE_RESTORED));
    // A page without Aisle shows whether the browser caches pages at all.
    const bare = await visit.openTab(plain);
    await bare.goto(site.addPage(documentOf('')));
    await bare.back();
    expect(await bare.evaluate(() => window.restored)).toBe(true);

    const tab = await visit.openTab(site.addPage(shopPage(NOTE_RESTORED)));
    await startAisle(tab);
    await view(tab, 1, 2);
    await predict(tab);
    await tab.goto(site.addPage(shopPage()));
    await startAisle(tab);
    await view(tab, 30);
    await tab.back();
    // It also caches a page with Aisle, whose worker runs and whose database is open.
    expect(await tab.evaluate(() => window.restored)).toBe(true);

    const list = site.release.itemIds;
    const before = await rerank(tab, list);
    expect(before.ranked).toBe(true);
    await view(tab, 31);
    const after = await rerank(tab, list);
    expect(after.items).not.toEqual(before.items);
    expect((await exported(tab)).map((event) => 'items' in event && event.items[0]!.item_id)).toEqual(
      [1, 2, 30, 31].map(itemId),
    );
    // The worker of a new tab reads the whole history from the database.
    const newTab = await visit.openTab();
    await startAisle(newTab);
    expect(after.items).toEqual((await rerank(newTab, list)).items);
  });

  test(`events at click and pagehide are stored in order (${DEPARTURES} departures)`, async () => {
    site.faults.set('/elsewhere', { kind: 'body', body: documentOf(''), contentType: 'text/html' });
    const visit = await site.startVisit(engine);
    const shop = site.addPage(shopPage());
    const tab = await visit.openTab(shop);
    for (let n = 1; n <= DEPARTURES; n++) {
      if (n > 1) await tab.goto(shop);
      await createAisle(tab);
      // Waits until the database is open. A shopper cannot leave a page earlier.
      await tab.waitForFunction(() => window.visitor.status().storedEvents !== undefined);
      await tab.evaluate(
        ({ item_id, href }) => {
          const link = document.body.appendChild(document.createElement('a'));
          link.href = href;
          link.textContent = 'leave';
          const trackOn = (target: EventTarget, moment: string) =>
            target.addEventListener(moment, () => {
              void window.visitor.track({ type: 'select_item', items: [{ item_id }], item_list_id: moment });
            });
          trackOn(link, 'click');
          trackOn(window, 'pagehide');
        },
        { item_id: itemId(n), href: elsewhere() },
      );
      await tab.click('a');
      await tab.waitForUrl(elsewhere());
    }
    await tab.goto(shop);
    await createAisle(tab);
    const stored = (await exported(tab)).map((event) =>
      event.type === 'select_item' ? `${event.items[0]!.item_id} ${event.item_list_id}` : event.type,
    );
    // WebKit completes no IndexedDB transaction that begins at pagehide, and Firefox some. The journal has these
    // events. Firefox writes local storage in another process, which can miss the last writes of a page. Of twenty
    // events at pagehide, a few can be missing. Events at a click are never missing.
    const expected = Array.from({ length: DEPARTURES }, (_, i) =>
      ['click', 'pagehide'].map((moment) => `${itemId(i + 1)} ${moment}`),
    ).flat();
    const lost = expected.filter((event) => !stored.includes(event));
    expect(stored).toEqual(expected.filter((event) => !lost.includes(event)));
    expect(lost.filter((event) => engine === 'webkit' || event.endsWith('click'))).toEqual([]);
  }, 180_000);
});
