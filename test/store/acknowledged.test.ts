import type { EventInput } from '@aisle/sdk';
import { expect, test } from 'vitest';
import { exported, itemId, startAisle, track, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite();
const HOUR_MS = 3_600_000;

test('acknowledged events survive a reload with every field', async () => {
  const page = await site.openPage();
  await startAisle(page);
  const timestampMs = Date.now() - HOUR_MS;
  const item = {
    item_id: 'item-1',
    item_name: 'Lantern',
    item_brand: 'Fjord',
    item_category: 'Camping',
    price: 29.95,
    quantity: 2,
    index: 0,
  };
  const events: EventInput[] = [
    { schemaVersion: 1, type: 'search', search_term: 'Wärmflasche 🔥', timestampMs },
    {
      schemaVersion: 1,
      type: 'view_item_list',
      items: [item, { ...item, item_id: 'item-2', index: 1 }],
      item_list_id: 'camping',
      timestampMs: timestampMs + 1,
    },
    { schemaVersion: 1, type: 'purchase', items: [item], transaction_id: 'T-1', timestampMs: timestampMs + 2.5 },
  ];
  for (const [i, event] of events.entries()) expect(await track(page, event)).toEqual({ stored: true, seq: i + 1 });
  expect(await exported(page)).toEqual(events);
  await page.reload();
  await startAisle(page);
  expect(await exported(page)).toEqual(events);
});

test('an event gets the current time and loses unknown fields', async () => {
  const page = await site.openPage();
  await startAisle(page);
  const before = Date.now();
  await track(page, { type: 'view_item', items: [{ item_id: 'item-1', email: 'a@b.example' }], user: 7 } as never);
  const [event] = await exported(page);
  expect(event).toEqual({
    schemaVersion: 1,
    type: 'view_item',
    items: [{ item_id: 'item-1' }],
    timestampMs: expect.any(Number),
  });
  expect(event!.timestampMs).toBeGreaterThanOrEqual(before);
  expect(event!.timestampMs).toBeLessThanOrEqual(Date.now());
});

test('past events keep their times and the order of tracking', async () => {
  const page = await site.openPage();
  await startAisle(page);
  const now = Date.now();
  const times = [now - HOUR_MS, now - 48 * HOUR_MS, now - 2 * HOUR_MS];
  for (const [i, timestampMs] of times.entries()) {
    await track(page, { type: 'view_item', items: [{ item_id: itemId(i + 1) }], timestampMs });
  }
  expect((await exported(page)).map(({ timestampMs }) => timestampMs)).toEqual(times);
});

test('two namespaces of one origin have separate events', async () => {
  const context = await site.newContext();
  const [shop, outlet] = [await site.openPage(context), await site.openPage(context)];
  await startAisle(shop);
  await startAisle(outlet, { namespace: 'outlet' });
  await view(shop, 1);
  await view(outlet, 2);
  expect((await exported(shop)).flatMap((event) => ('items' in event ? event.items : []))).toEqual([
    { item_id: 'item-1' },
  ]);
  expect((await exported(outlet)).flatMap((event) => ('items' in event ? event.items : []))).toEqual([
    { item_id: 'item-2' },
  ]);
});
