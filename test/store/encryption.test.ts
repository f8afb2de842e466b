import { expect, test } from 'vitest';
import { exported, itemId, predict, rawRows, startAisle, track, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite();
const encrypted = { encrypted: true };

test('stored rows contain only the time in plain text', async () => {
  const page = await site.openPage();
  await startAisle(page, encrypted);
  await view(page, 1, 2);
  await track(page, { type: 'search', search_term: 'red lamp' });
  const rows = await rawRows(page);
  expect(rows).toHaveLength(3);
  for (const row of rows as { encrypted: Record<number, number> }[]) {
    expect(Object.keys(row).sort()).toEqual(['encrypted', 'timestampMs']);
    const bytes = Buffer.from(Object.values(row.encrypted));
    // Version, wrapped key and nonce take 53 bytes. The tag takes 16.
    expect(bytes[0]).toBe(1);
    expect(bytes.length).toBeGreaterThan(53 + 16);
    expect(bytes.toString('latin1')).not.toMatch(/item|lamp|view|search/);
  }
  const before = { events: await exported(page), predicted: (await predict(page)).items };
  expect(
    before.events.map((event) =>
      'items' in event ? event.items[0]!.item_id : 'search_term' in event && event.search_term,
    ),
  ).toEqual([itemId(1), itemId(2), 'red lamp']);
  await page.reload();
  await startAisle(page, encrypted);
  expect({ events: await exported(page), predicted: (await predict(page)).items }).toEqual(before);
});

test('an encrypted history gives the same ranking', async () => {
  const [plain, encrypting] = [await site.openPage(), await site.openPage()];
  await startAisle(plain);
  await startAisle(encrypting, encrypted);
  const startedMs = Date.now();
  for (const page of [plain, encrypting]) {
    for (const [i, item] of [4, 8, 15].entries())
      await track(page, { type: 'view_item', items: [{ item_id: itemId(item) }], timestampMs: startedMs + i });
    await page.reload();
    await startAisle(page, page === encrypting ? encrypted : {});
  }
  const [expected, found] = [await predict(plain), await predict(encrypting)];
  expect(expected.items).toHaveLength(10);
  expect(found.items).toEqual(expected.items);
});

test('two tabs that start concurrently share one wrapping key', async () => {
  const context = await site.newContext();
  const tabs = [await site.openPage(context), await site.openPage(context)];
  await Promise.all(tabs.map((page) => startAisle(page, encrypted)));
  await Promise.all(tabs.map((page, i) => view(page, i + 1, i + 11)));
  for (const page of tabs) expect(await exported(page)).toHaveLength(4);
});

test('after an erase in one tab, the other uses the new key', async () => {
  const context = await site.newContext();
  const [a, b] = [await site.openPage(context), await site.openPage(context)];
  for (const page of [a, b]) await startAisle(page, encrypted);
  await view(a, 1);
  await view(b, 2);
  await a.evaluate(() => window.visitor.erase());
  await view(a, 3);
  await view(b, 4);
  expect((await exported(a)).map((event) => 'items' in event && event.items[0]!.item_id)).toEqual([
    itemId(3),
    itemId(4),
  ]);
});

test('plain and encrypted rows are read, altered rows are omitted', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1);
  await page.reload();
  await startAisle(page, encrypted);
  await view(page, 2, 3);
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('aisle-default');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const tx = request.result.transaction('events', 'readwrite');
          const reading = tx.objectStore('events').get(2);
          reading.onsuccess = () => {
            const row = reading.result as { encrypted: Uint8Array };
            row.encrypted[row.encrypted.length - 1]! ^= 1;
            tx.objectStore('events').put(row, 2);
          };
          tx.oncomplete = () => resolve(request.result.close());
        };
      }),
  );
  await page.reload();
  await startAisle(page, encrypted);
  expect((await exported(page)).map((event) => 'items' in event && event.items[0]!.item_id)).toEqual([
    itemId(1),
    itemId(3),
  ]);
});

test('the wrapping key cannot be exported and is erased', async () => {
  const page = await site.openPage();
  await startAisle(page, encrypted);
  await view(page, 1);
  const key = await page.evaluate(
    () =>
      new Promise<unknown>((resolve, reject) => {
        const request = indexedDB.open('aisle-default');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const reading = request.result.transaction('meta').objectStore('meta').get('wrappingKey');
          reading.onsuccess = async () => {
            request.result.close();
            const found = reading.result as CryptoKey;
            const refusal = await crypto.subtle.exportKey('raw', found).then(
              () => 'exported',
              (error: Error) => error.name,
            );
            resolve({ name: found.algorithm.name, extractable: found.extractable, refusal });
          };
        };
      }),
  );
  expect(key).toEqual({ name: 'AES-KW', extractable: false, refusal: 'InvalidAccessError' });
  const { history } = await page.evaluate(() => window.visitor.erase());
  expect(history).toMatchObject({ events: 1, databaseDeleted: true });
});
