import { type EventInput, parseEvent } from '@aisle/core';
import { expect, test } from 'vitest';
import { profileOf } from './profile.js';

/** Wednesday, 4 March 2026, 10:00 local time. */
const START_MS = new Date(2026, 2, 4, 10).getTime();
const MINUTE_MS = 60_000;

const at = (minutes: number, event: EventInput) =>
  parseEvent({ ...event, timestampMs: START_MS + minutes * MINUTE_MS }, 0);
const item = (item_category: string, item_brand: string, price: number) => ({
  item_id: `${item_category} ${price}`,
  item_category,
  item_brand,
  price,
});

test('shares, price quartiles, sessions and hours match hand-computed values', () => {
  const profile = profileOf([
    at(0, { type: 'view_item', items: [item('lamps', 'Lux', 10)] }),
    at(1, { type: 'view_item_list', items: [item('rugs', 'Warm', 99)] }),
    // A gap of 29 minutes and 59.99 seconds does not begin a session; 30 minutes do.
    at(30.9999, { type: 'add_to_cart', items: [item('lamps', 'Lux', 30)] }),
    at(60.9999, { type: 'search', search_term: 'desk' }),
    at(61, { type: 'user_engagement', items: [item('rugs', 'Warm', 99)], engagement_time_msec: 5 }),
    at(70, {
      type: 'purchase',
      items: [item('desks', 'Lux', 20), item('desks', 'Oak', 50), item('chairs', 'Oak', 40)],
    }),
  ]);
  // view 1 + cart 3 = 4 of lamps, 2 * 5 of desks, 5 of chairs: 19. Lux 1 + 3 + 5 = 9, Oak 10.
  expect(profile.categories).toEqual([
    { name: 'desks', share: 10 / 19 },
    { name: 'chairs', share: 5 / 19 },
    { name: 'lamps', share: 4 / 19 },
  ]);
  expect(profile.brands).toEqual([
    { name: 'Oak', share: 10 / 19 },
    { name: 'Lux', share: 9 / 19 },
  ]);
  // 10, 20, 30, 40, 50
  expect(profile.priceBand).toEqual({ low: 20, median: 30, high: 40 });
  expect(profile).toMatchObject({ events: 6, firstEventMs: START_MS, lastEventMs: START_MS + 70 * MINUTE_MS });
  expect(profile.activity.sessions).toBe(2);
  expect(profile.activity.eventsByHour).toEqual(Array.from({ length: 24 }, (_, hour) => ({ 10: 3, 11: 3 })[hour] ?? 0));
  expect(profile.activity.eventsByWeekday).toEqual([0, 0, 0, 6, 0, 0, 0]);
});

test('checkout steps, refunds and promotions add no interest', () => {
  const view = at(0, { type: 'view_item', items: [item('lamps', 'Lux', 10)], currency: 'EUR' });
  const items = [item('rugs', 'Warm', 99)];
  const { events, lastEventMs, activity, ...interests } = profileOf([
    view,
    at(1, { type: 'add_shipping_info', items, currency: 'EUR' }),
    at(1, { type: 'add_payment_info', items, currency: 'EUR' }),
    at(2, { type: 'refund', transaction_id: 'T', items }),
    at(2, { type: 'refund', transaction_id: 'T' }),
    at(3, { type: 'view_promotion', promotion_id: 'P' }),
    at(3, { type: 'select_promotion', promotion_id: 'P', items }),
  ]);
  expect([events, lastEventMs]).toEqual([7, START_MS + 3 * MINUTE_MS]);
  expect(profileOf([view])).toMatchObject(interests);
});

test('the price band uses the most frequent currency only', () => {
  const inEuros = [10, 20, 30].map((price) =>
    at(0, { type: 'view_item', items: [item('lamps', 'Lux', price)], currency: 'EUR' }),
  );
  const inYen = [1500, 3000].map((price) =>
    at(0, { type: 'view_item', items: [item('lamps', 'Lux', price)], currency: 'JPY' }),
  );
  const unnamed = at(0, { type: 'view_item', items: [item('lamps', 'Lux', 7)] });
  const euros = { low: 20, median: 20, high: 30, currency: 'EUR' };
  expect(profileOf([...inYen, unnamed, ...inEuros]).priceBand).toEqual(euros);
  expect(profileOf([unnamed]).priceBand).toStrictEqual({ low: 7, median: 7, high: 7 });
});

test('profile of an empty history', () => {
  expect(profileOf([])).toMatchObject({
    events: 0,
    firstEventMs: undefined,
    categories: [],
    brands: [],
    priceBand: undefined,
    activity: { sessions: 0 },
  });
});
