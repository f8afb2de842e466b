import { expect, test } from 'vitest';
import { exported, startAisle, track, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite();

test('acknowledged events survive a reload, every field as it was given', async () => {
  const page = await site.openPage();
  await startAisle(page);
  const item = { item_id: 'item-1', item_name: 'Lantern', item_brand: 'Fjord', item_category: 'Camping', price: 29.95, quantity: 2, index: 0 };
  const events = [
    { schemaVersion: 1, type: 'search', search_term: 'Wärmflasche 🔥', timestampMs: 1_700_000_000_000 },
    { schemaVersion: 1, type: 'view_item_list', items: [item, { ...item, item_id: 'item-2', index: 1 }], item_list_id: 'camping', timestampMs: 1_700_000_000_001 },
    { schemaVersion: 1, type: 'purchase', items: [item], transaction_id: 'T-1', timestampMs: 1_700_000_000_002.5 },
  ] as const;
  for (const [i, event] of events.entries()) {
    expect(await track(page, event as never)).toEqual({ stored: true, seq: i + 1 });
  }
  expect(await exported(page)).toEqual(events);
  await page.reload();
  await startAisle(page);
  expect(await exported(page)).toEqual(events);
});

test('x', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1);
});
