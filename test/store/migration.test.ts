import { expect, test } from 'vitest';
import { exported, itemId, rawRows, rerank, startAisle, track, useAisleSite, view, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();

/**
 * The database of SDK 0.1.0, byte for byte: version 1, with a history id and no count of bytes.
 *
 * @param between a script between the two events
 */
const version1 = (between = '') => `new Promise((resolve, reject) => {
  const request = indexedDB.open('aisle-default', 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('events', { autoIncrement: true }).createIndex('byTimestampMs', 'timestampMs');
    request.result.createObjectStore('meta').add('1-2-3-4', 'epoch');
  };
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const tx = request.result.transaction(['events', 'meta'], 'readwrite');
    const [events, meta] = [tx.objectStore('events'), tx.objectStore('meta')];
    const view = (item_id) => events.add({ schemaVersion: 1, type: 'view_item', timestampMs: Date.now() - 1000, items: [{ item_id }] });
    view('item-1');
    ${between}
    view('item-2');
    tx.oncomplete = () => resolve(request.result.close());
  };
})`;

test.each([false, true])('the history of an older SDK is read and continued (encrypted: %s)', async (encrypted) => {
  const page = await site.openPage();
  await page.evaluate(version1());
  expect(await startAisle(page, { encrypted })).toMatchObject({
    storedEvents: 2,
    storage: 'device',
    problemCode: undefined,
  });
  await view(page, 3);
  expect((await exported(page)).map((event) => 'items' in event && event.items[0]!.item_id)).toEqual(
    [1, 2, 3].map(itemId),
  );
  expect(await rerank(page, [2, 1].map(itemId))).toMatchObject({ ranked: true });
});

test('the upgrade deletes obsolete encrypted rows and keeps plain ones', async () => {
  const page = await site.openPage();
  await page.evaluate(
    version1(`
    for (let i = 0; i < 3; i++) events.add({ timestampMs: Date.now() - 1000, sealed: new Uint8Array(300) });
    meta.add('instead of a CryptoKey', 'key');
    meta.add(12345, 'bytes');`),
  );
  expect(await startAisle(page)).toMatchObject({ storedEvents: 2, storage: 'device', problemCode: undefined });
  expect((await exported(page)).map((event) => 'items' in event && event.items[0]!.item_id)).toEqual(
    [1, 2].map(itemId),
  );
  expect(await track(page, viewOf(3))).toEqual({ stored: true, seq: 6 });
  expect(await rawRows(page)).toHaveLength(3);
  const { version, meta } = await page.evaluate(
    () =>
      new Promise<{ version: number; meta: IDBValidKey[] }>((resolve, reject) => {
        const request = indexedDB.open('aisle-default');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const reading = request.result.transaction('meta').objectStore('meta').getAllKeys();
          reading.onsuccess = () => {
            request.result.close();
            resolve({ version: request.result.version, meta: reading.result });
          };
        };
      }),
  );
  expect({ version, meta }).toEqual({ version: 3, meta: ['bytes', 'epoch'] });
});
