import { expect, test } from 'vitest';
import { exported, itemId, predict, rerank, startAisle, track, useAisleSite, view, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();

test('on a device without room for the weights, lists are ranked all the same', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1, 2);
  const { items } = await predict(page);
  await page.evaluate(() => caches.delete('aisle-default'));
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: site.server.origin, quotaSize: 1 });
  await page.reload();
  expect(await startAisle(page)).toMatchObject({ release: site.release.releaseId, storedEvents: 2, problemCode: undefined });
  expect((await predict(page)).items).toEqual(items);
  expect(await rerank(page, [1, 2, 3].map(itemId))).toMatchObject({ ranked: true });
});

test('with a quota of 1 MB, an event for which there is no room is answered so, and everything acknowledged stays', async () => {
  const page = await site.openPage();
  const session = await page.context().newCDPSession(page);
  const { origin } = site.server;
  // Before the first write: the browser remembers for a while how much room it found.
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 });
  await startAisle(page, { retention: { maxEvents: 1_000_000 } });
  await view(page, 1);
  // Each of 15 kB, as hexadecimal digits that the browser can pack to half of that: 200 of them cannot fit.
  const { acknowledged, refused } = await page.evaluate(async () => {
    const acknowledged: string[] = [];
    const refused = new Set<string>();
    const name = () => Array.from(crypto.getRandomValues(new Uint8Array(100)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    for (let n = 0; n < 200; n++) {
      const items = Array.from({ length: 60 }, (_, i) => ({ item_id: `item-${i + 1}`, item_name: name() }));
      const result = await window.visitor.track({ type: 'view_item_list', items, item_list_id: `list ${n}` });
      if (result.stored) acknowledged.push(`list ${n}`);
      else refused.add(result.reason);
    }
    return { acknowledged, refused: [...refused] };
  });
  expect(refused).toEqual(['storage-failed']);
  expect(acknowledged.length).toBeGreaterThan(0);
  expect((await exported(page)).slice(1).map((event) => 'item_list_id' in event && event.item_list_id)).toEqual(acknowledged);
  expect(await page.evaluate(() => window.visitor.status().lastProblem?.code)).toBe('storage-failed');
  expect(await rerank(page, [1, 2, 3].map(itemId))).toMatchObject({ ranked: true });
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  expect(await track(page, viewOf(2))).toMatchObject({ stored: true });
  expect(await exported(page)).toHaveLength(acknowledged.length + 2);
});
