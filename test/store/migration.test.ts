import { expect, test } from 'vitest';
import { exported, itemId, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite();

/** What version 0.1.0 of the SDK left, byte for byte: database version 1, an epoch and no count of bytes. */
const VERSION_1 = `new Promise((resolve, reject) => {
  const request = indexedDB.open('aisle-default', 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('events', { autoIncrement: true }).createIndex('byTimestampMs', 'timestampMs');
    request.result.createObjectStore('meta').add('1-2-3-4', 'epoch');
  };
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const tx = request.result.transaction('events', 'readwrite');
    for (const item_id of ['item-1', 'item-2']) tx.objectStore('events').add({ schemaVersion: 1, type: 'view_item', timestampMs: Date.now() - 1000, items: [{ item_id }] });
    tx.oncomplete = () => resolve(request.result.close());
  };
})`;

test.each([false, true])('a history that an older SDK left is read, ranked by and continued (encrypted from now on: %s)', async (encrypted) => {
  const page = await site.openPage();
  await page.evaluate(VERSION_1);
  expect(await startAisle(page, { encrypted })).toMatchObject({ storedEvents: 2, storage: 'device', problemCode: undefined });
  await view(page, 3);
  expect((await exported(page)).map((event) => 'items' in event && event.items[0]!.item_id)).toEqual([1, 2, 3].map(itemId));
  expect(await rerank(page, [2, 1].map(itemId))).toMatchObject({ ranked: true });
});
