import { expect, test } from 'vitest';
import { databaseNames, exported, rerank, startAisle, track, useAisleSite, view, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();

/** Upgrades the database as a later SDK could: a higher version and an additional store. */
const UPGRADE = `new Promise((resolve, reject) => {
  const request = indexedDB.open('aisle-default', 99);
  request.onupgradeneeded = () => request.result.createObjectStore('later');
  request.onerror = () => reject(request.error);
  request.onsuccess = () => resolve(request.result.close());
})`;

test('a database upgrade in another tab does not break an older page', async () => {
  const context = await site.newContext();
  const [older, newer] = [await site.openPage(context), await site.openPage(context)];
  await startAisle(older);
  await view(older, 1);
  await newer.evaluate(UPGRADE);
  await view(older, 2);
  expect(await rerank(older, ['item-2', 'item-1'])).toMatchObject({ ranked: true });
  expect(await exported(older)).toHaveLength(2);
  expect(await older.evaluate(() => window.visitor.status())).toMatchObject({ storage: 'device', storedEvents: 2 });
});

test('a database of a later SDK version can be used and erased', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1);
  await page.evaluate(() => window.visitor.dispose());
  await page.evaluate(UPGRADE);
  await page.reload();
  expect(await startAisle(page)).toMatchObject({
    storedEvents: 1,
    storage: 'device',
    problemCode: undefined,
    worker: 'ready',
  });
  expect(await track(page, viewOf(2))).toEqual({ stored: true, seq: 2 });
  expect(await rerank(page, ['item-2', 'item-1'])).toMatchObject({ ranked: true });
  const { history } = await page.evaluate(() => window.visitor.erase());
  expect(history).toMatchObject({ database: 'aisle-default', events: 2, databaseDeleted: true });
  expect(await databaseNames(page)).toEqual([]);
  expect(await track(page, viewOf(3))).toEqual({ stored: true, seq: 1 });
});

test('a database with foreign stores makes the page use memory', async () => {
  const page = await site.openPage();
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  await page.evaluate(UPGRADE);
  await page.reload();
  expect(await startAisle(page)).toMatchObject({ storage: 'memory', problemCode: 'storage-failed', worker: 'ready' });
  expect(await track(page, viewOf(1))).toEqual({ stored: false, reason: 'in-memory' });
  expect(await track(page, viewOf(2))).toEqual({ stored: false, reason: 'in-memory' });
  expect(await rerank(page, ['item-2', 'item-1'])).toMatchObject({ ranked: true });
  expect(await exported(page)).toHaveLength(2);
  expect(lines).toEqual([expect.stringMatching(/^\[aisle\] IndexedDB could not .* keeps its history in memory\.$/)]);
});
