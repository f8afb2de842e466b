import { expect, test } from 'vitest';
import { databaseNames, rerank, startAisle, track, useAisleSite, view, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();

test('a database of a later version, left by an SDK that the shop has rolled back, costs the ranking, not the page; it can be erased', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1);
  await page.evaluate(() => window.visitor.dispose());
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('aisle-default', 99);
        request.onerror = () => reject(request.error);
        request.onsuccess = () => resolve(request.result.close());
      }),
  );
  await page.reload();
  expect(await startAisle(page)).toMatchObject({ storedEvents: undefined, problemCode: 'storage-failed', worker: 'ready' });
  expect(await track(page, viewOf(2))).toEqual({ stored: false, reason: 'storage-failed' });
  const items = ['item-2', 'item-1'];
  expect(await rerank(page, items)).toMatchObject({ items, ranked: false, reason: 'engine-failed' });

  const { history } = await page.evaluate(() => window.visitor.erase());
  expect(history).toMatchObject({ database: 'aisle-default', databaseDeleted: true });
  expect(await databaseNames(page)).toEqual([]);
  expect(await track(page, viewOf(3))).toEqual({ stored: true, seq: 1 });
  expect(await rerank(page, items)).toMatchObject({ ranked: true });
});
