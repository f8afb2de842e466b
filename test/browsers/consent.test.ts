import { describe, expect, test } from 'vitest';
import { createAisle, itemId, predict, rerank, startAisle, track, view, viewOf } from '../kit/aislePage.js';
import { SDK_FILES } from '../kit/serveAisle.js';
import { ENGINES, leftOnDevice, NOTHING_LEFT, openTwoTabs, storedIs, useBrowserSite } from './kit.js';

const site = useBrowserSite();

describe.each(ENGINES)('%s', (engine) => {
  test('before consent, calls answer and only the SDK is fetched', async () => {
    const visit = await site.startVisit(engine);
    const seen = site.server.requests.length;
    const tab = await visit.openTab();
    await createAisle(tab, { consent: 'unset' });
    expect(await track(tab, viewOf(1))).toEqual({ stored: false, reason: 'no-consent' });
    const items = [3, 1, 2].map(itemId);
    expect(await rerank(tab, items)).toMatchObject({ items, ranked: false, reason: 'no-consent' });
    expect(await predict(tab)).toMatchObject({ items: [], reason: 'no-consent' });
    expect(await tab.evaluate(() => window.visitor.erase())).toEqual({ weightsCacheDeleted: false });
    expect(await leftOnDevice(tab)).toEqual(NOTHING_LEFT);
    const [page, ...fetched] = site.server.requests.slice(seen).map(({ url }) => new URL(url).pathname);
    expect(page).toMatch(/^\/page-/);
    expect(fetched.sort()).toEqual(SDK_FILES);
  });

  test('consent withdrawn in one tab stops and erases the other', async () => {
    const [a, b] = await openTwoTabs(await site.startVisit(engine));
    await view(a, 1);
    await storedIs(b, 1);
    expect(await leftOnDevice(b)).toMatchObject({ databases: [expect.any(String)], caches: [expect.any(String)] });
    await b.evaluate(() => {
      const write = async () => {
        for (;;) {
          const result = await window.visitor.track({ type: 'search', search_term: 'still writing' });
          if (!result.stored) return result;
        }
      };
      window.writing = write();
    });
    await a.waitForFunction(() => window.visitor.status().storedEvents! > 5);
    await a.evaluate(() => window.visitor.setConsent('denied'));
    expect(await b.evaluate(() => window.writing)).toEqual({ stored: false, reason: 'no-consent' });
    expect(await b.evaluate(() => window.visitor.status())).toMatchObject({ consent: 'denied', worker: 'idle' });
    expect(await track(b, viewOf(2))).toEqual({ stored: false, reason: 'no-consent' });
    expect(await rerank(b, ['item-1', 'item-2'])).toMatchObject({
      items: ['item-1', 'item-2'],
      ranked: false,
      reason: 'no-consent',
    });
    expect(await predict(b)).toMatchObject({ items: [], reason: 'no-consent' });
    // The last pending write erases its own event.
    await expect.poll(() => leftOnDevice(b), { timeout: 10_000 }).toEqual(NOTHING_LEFT);
  });

  test('consent granted again after a withdrawal begins an empty history', async () => {
    const tab = await (await site.startVisit(engine)).openTab();
    await startAisle(tab);
    await view(tab, 1, 2);
    await tab.evaluate(() => window.visitor.setConsent('denied'));
    expect(await leftOnDevice(tab)).toEqual(NOTHING_LEFT);
    await tab.evaluate(() => window.visitor.setConsent('granted'));
    expect(await predict(tab)).toMatchObject({ items: [], reason: 'cold-start' });
    expect(await track(tab, viewOf(3))).toEqual({ stored: true, seq: 1 });
  });
});
