import type { TrackedEvent } from '@aisle/sdk';
import { expect, test } from 'vitest';
import { exported, itemId, startAisle, track, useAisleSite, view, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();
const HOUR_MS = 3_600_000;

const itemsOf = (events: readonly TrackedEvent[]) =>
  events.flatMap((event) => ('items' in event ? event.items.map(({ item_id }) => item_id) : []));

test('maxEvents 5 keeps the last five events across a reload', async () => {
  const page = await site.openPage();
  const retention = { maxEvents: 5 };
  expect((await startAisle(page, { retention })).storedEvents).toBe(0);
  await view(page, 1, 2, 3, 4, 5);
  expect(itemsOf(await exported(page))).toEqual([1, 2, 3, 4, 5].map(itemId));
  await view(page, 6, 7);
  expect(itemsOf(await exported(page))).toEqual([3, 4, 5, 6, 7].map(itemId));
  await page.reload();
  expect((await startAisle(page, { retention })).storedEvents).toBe(5);
  await view(page, 8);
  expect(itemsOf(await exported(page))).toEqual([4, 5, 6, 7, 8].map(itemId));
});

test('maxEvents 5 keeps the last five events of a burst', async () => {
  const page = await site.openPage();
  await startAisle(page, { retention: { maxEvents: 5 } });
  const burst = (numbers: number[]) =>
    page.evaluate((events) => Promise.all(events.map((event) => window.visitor.track(event))), numbers.map(viewOf));
  await burst([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(itemsOf(await exported(page))).toEqual([4, 5, 6, 7, 8].map(itemId));
  await burst([9, 10, 11]);
  expect(itemsOf(await exported(page))).toEqual([7, 8, 9, 10, 11].map(itemId));
});

test('maxEvents 5 keeps the last five events of two tabs', async () => {
  const context = await site.newContext();
  const [a, b] = [await site.openPage(context), await site.openPage(context)];
  for (const page of [a, b]) await startAisle(page, { retention: { maxEvents: 5 } });
  await view(a, 1, 2);
  await view(b, 3, 4, 5, 6, 7, 8);
  await view(a, 9);
  expect(itemsOf(await exported(b))).toEqual([5, 6, 7, 8, 9].map(itemId));
});

test('events older than maxAgeMs are deleted when a page opens', async () => {
  const page = await site.openPage();
  await startAisle(page);
  for (const [i, hours] of [30, 3, 26].entries()) {
    await track(page, {
      type: 'view_item',
      items: [{ item_id: itemId(i + 1) }],
      timestampMs: Date.now() - hours * HOUR_MS,
    });
  }
  expect(await exported(page)).toHaveLength(3);
  await page.reload();
  await startAisle(page, { retention: { maxAgeMs: 24 * HOUR_MS } });
  expect(itemsOf(await exported(page))).toEqual(['item-2']);
  await view(page, 4);
  expect(itemsOf(await exported(page))).toEqual(['item-2', 'item-4']);
});
