import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { createAisle, exported, itemId, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { leavePages } from './departures.js';

const site = useAisleSite();

test.each([false, true])(
  'what a click and a pagehide handler track while the page is left for another site is stored (encrypted: %s)',
  async (encrypted) => {
    expect(await leavePages(site, 10, encrypted)).toEqual({ losses: [], inOrder: true });
  },
);

/** As at the start of a departure, with an event; the page stays, so that the database gets it too. What went into local storage, and what is left. */
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

/** Where another browser drops the write, the event is in the journal alone; where it is done after all, in both. */
test.each([false, true])(
  'what an earlier page left in its journal is stored once, and the journal is empty then (encrypted: %s)',
  async (encrypted) => {
    const context = await site.newContext();
    const page = await site.openPage(context);
    await startAisle(page, { encrypted });
    await view(page, 1);
    const journal = await leaveAndStay(page);
    expect(journal.written).toHaveLength(1);
    // Written, and removed when the database had it.
    expect(journal.left).toBeNull();
    expect(journal.written[0]!.includes('item-2')).toBe(!encrypted);
    await page.evaluate((text) => localStorage.setItem('aisle-default-journal', text), journal.written[0]!);
    await page.reload();
    await createAisle(page, { encrypted });
    expect((await exported(page)).map((event) => 'items' in event && event.items[0]!.item_id)).toEqual(
      [1, 2].map(itemId),
    );
    expect(await page.evaluate(() => localStorage.getItem('aisle-default-journal'))).toBeNull();

    // Into a database that has not got it.
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
  },
);

test('of a history that was erased since, the journal brings nothing back', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1);
  const { written } = await leaveAndStay(page);
  await page.evaluate(() => window.visitor.erase());
  // Written at the very moment of the erase, in another tab.
  await page.evaluate((text) => localStorage.setItem('aisle-default-journal', text), written[0]!);
  await page.reload();
  await startAisle(page);
  expect(await exported(page)).toEqual([]);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test('a journal that a foreign script filled with anything leaves the page and the history alone; an erase empties it', async () => {
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
