import { expect, test } from 'vitest';
import { itemId, predict, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';

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
