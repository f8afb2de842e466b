import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { createAisle, exported, itemId, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { leavePages } from './departures.js';

const site = useAisleSite();

test.each([false, true])('events at click and pagehide are stored (encrypted: %s)', async (encrypted) => {
  expect(await leavePages(site, 10, encrypted)).toEqual({ losses: [], inOrder: true });
});

/** Tracks an event after `pagehide`, on a page that stays. @returns the journal's writes, and the journal afterwards */
const leaveAndStay = (page: Page) =>
  page.evaluate(async () => {
    const written: string[] = [];
    const setItem = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      if (key.endsWith('-journal')) written.push(value);
      setItem.call(this, key, value);
    };
    dispatchEvent(new PageTransitionEvent('pagehide'));
    await window.visitor.track({ type: 'select_item', items: [{ item_id: 'item-2' }] });
    return { written, left: localStorage.getItem('aisle-default-journal') };
  });

/** Some browsers drop the write, so the event is only in the journal. In others, it is in both. */
test.each([false, true])('events of an earlier journal are stored once (encrypted: %s)', async (encrypted) => {
  const context = await site.newContext();
  const page = await site.openPage(context);
  await startAisle(page, { encrypted });
  await view(page, 1);
  const journal = await leaveAndStay(page);
  expect(journal.written).toHaveLength(1);
  // Written, and removed when the database had stored the event.
  expect(journal.left).toBeNull();
  expect(journal.written[0]!.includes('item-2')).toBe(!encrypted);
  await page.evaluate((text) => localStorage.setItem('aisle-default-journal', text), journal.written[0]!);
  await page.reload();
  await createAisle(page, { encrypted });
  expect((await exported(page)).map((event) => 'items' in event && event.items[0]!.item_id)).toEqual(
    [1, 2].map(itemId),
  );
  expect(await page.evaluate(() => localStorage.getItem('aisle-default-journal'))).toBeNull();

  // Again, with a database that lacks the event.
  await page.evaluate(() => window.visitor.dispose());
  await page.evaluate((text) => {
    localStorage.setItem('aisle-default-journal', text);
    return new Promise<void>((resolve) => {
      const request = indexedDB.open('aisle-default');
      request.onsuccess = () => {
        const tx = request.result.transaction('events', 'readwrite');
        tx.objectStore('events').delete(2);
        tx.oncomplete = () => resolve(request.result.close());
      };
    });
  }, journal.written[0]!);
  await page.reload();
  await createAisle(page, { encrypted });
  expect((await exported(page)).map((event) => 'items' in event && event.items[0]!.item_id)).toEqual(
    [1, 2].map(itemId),
  );
});

test('the journal does not restore events of an erased history', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1);
  const { written } = await leaveAndStay(page);
  await page.evaluate(() => window.visitor.erase());
  // As if another tab wrote it during the erase.
  await page.evaluate((text) => localStorage.setItem('aisle-default-journal', text), written[0]!);
  await page.reload();
  await startAisle(page);
  expect(await exported(page)).toEqual([]);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test('an invalid journal is ignored, and an erase removes it', async () => {
  const context = await site.newContext();
  const page = await site.openPage(context);
  for (const text of ['no JSON', '{"a":1}', '[1,null,"{","{}","AAAA","~~"]']) {
    await page.evaluate((text) => localStorage.setItem('aisle-default-journal', text), text);
    await page.reload();
    await startAisle(page);
    expect(await exported(page)).toEqual([]);
  }
  await page.evaluate(() => localStorage.setItem('aisle-default-journal', '["{}"]'));
  await page.evaluate(() => window.visitor.erase());
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});
