import { describe, expect, test } from 'vitest';
import { exported, itemId, predict, rerank, startAisle, track, view, viewOf } from '../kit/aislePage.js';
import { ENGINES, useBrowserSite } from './kit.js';

const site = useBrowserSite();

// Only Firefox, because WebKitGTK lacks these settings.
describe.runIf(ENGINES.includes('firefox'))('firefox', () => {
  test('if Firefox blocks site data, the history is in memory', async () => {
    // Blocks all storage: IndexedDB, Cache Storage and BroadcastChannel throw a SecurityError.
    const tab = await (await site.startVisit('firefox', { 'network.cookie.cookieBehavior': 2 })).openTab();
    expect(await tab.evaluate(() => indexedDB.databases().then(String, ({ name }) => name))).toBe('SecurityError');
    expect(await startAisle(tab)).toMatchObject({ consent: 'granted', worker: 'ready', problemCode: 'storage-failed' });
    expect(await track(tab, viewOf(1))).toEqual({ stored: false, reason: 'in-memory' });
    expect(await rerank(tab, [3, 1, 2].map(itemId))).toMatchObject({ ranked: true });
    expect((await predict(tab)).items).toHaveLength(10);
    expect(await exported(tab)).toHaveLength(1);
    expect(await tab.evaluate(() => window.visitor.status().storage)).toBe('memory');
  });

  test('in a private window of Firefox, the history survives a reload', async () => {
    const tab = await (await site.startVisit('firefox', { 'browser.privatebrowsing.autostart': true })).openTab();
    await startAisle(tab);
    await view(tab, 1, 2);
    await tab.reload();
    expect(await startAisle(tab)).toMatchObject({ storedEvents: 2 });
    expect(await exported(tab)).toHaveLength(2);
    expect((await predict(tab)).items).toHaveLength(10);
  });
});
