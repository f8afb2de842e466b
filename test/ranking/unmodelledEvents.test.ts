import { join } from 'node:path';
import type { EventInput } from '@aisle/sdk';
import { expect, test } from 'vitest';
import { itemId, predict, rerank, startAisle, track, useAisleSite } from '../kit/aislePage.js';
import { writeSmallRelease } from '../kit/smallRelease.js';

const site = useAisleSite();

const ITEMS = 60;
const START_MS = Date.now() - 3_600_000;
const items = (...numbers: readonly number[]) => numbers.map((number) => ({ item_id: itemId(number) }));

const HISTORY: readonly EventInput[] = [
  { type: 'select_item', items: items(7), item_list_id: 'home' },
  { type: 'view_item', items: items(7) },
  { type: 'add_to_cart', items: items(7) },
  { type: 'purchase', transaction_id: 'T-1', items: items(7, 9) },
  { type: 'view_item', items: items(21) },
];
/** Types that no weights know. */
const UNMODELLED: readonly EventInput[] = [
  { type: 'view_promotion', promotion_id: 'summer', items: items(30, 31) },
  { type: 'select_promotion', promotion_name: 'Summer' },
  { type: 'add_shipping_info', items: items(30), currency: 'EUR' },
  { type: 'add_payment_info', items: items(30), currency: 'EUR' },
  { type: 'refund', transaction_id: 'T-of-another-device', items: items(30) },
  { type: 'user_engagement', items: items(30), engagement_time_msec: 900 },
];

test.each(['light', 'wasm'] as const)('%s: events that no weights know change no bit of an answer', async (tier) => {
  await writeSmallRelease(join(site.modelDirectory, 'unmodelled'), { itemCount: ITEMS, seed: 8 });
  const answersTo = async (withUnmodelled: boolean) => {
    const page = await site.openPage();
    expect(await startAisle(page, { tier, manifestUrl: '/model/unmodelled/manifest.json' })).toMatchObject({ tier });
    for (const [i, event] of HISTORY.entries()) {
      const timestampMs = START_MS + 60_000 * i;
      const added = withUnmodelled ? UNMODELLED : [];
      for (const tracked of [event, ...added])
        expect(await track(page, { ...tracked, timestampMs })).toMatchObject({ stored: true });
    }
    const list = Array.from({ length: ITEMS }, (_, i) => itemId(i + 1));
    const rows = [
      await predict(page, { k: 40 }),
      await predict(page, { k: 40, excludePurchased: true, excludeCart: true, excludeViewed: true }),
    ];
    return [...rows.map(({ items }) => items), (await rerank(page, list)).items];
  };
  const expected = await answersTo(false);
  expect(expected.map(({ length }) => length)).toEqual([40, 40, ITEMS]);
  expect(await answersTo(true)).toEqual(expected);
});

test('a refunded item is predicted again', async () => {
  const page = await site.openPage();
  await startAisle(page);
  const isPredicted = async () =>
    (await predict(page, { k: ITEMS, excludePurchased: true })).items.some(({ item_id }) => item_id === itemId(3));
  await track(page, { type: 'purchase', transaction_id: 'T-1', items: items(3, 4) });
  expect(await isPredicted()).toBe(false);
  await track(page, { type: 'refund', transaction_id: 'T-1', items: items(3) });
  expect(await isPredicted()).toBe(true);
});
