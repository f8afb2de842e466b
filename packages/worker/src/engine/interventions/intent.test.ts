import type { TrackedEvent } from '@aisle/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createContext } from '../../testing/decisionContext.js';
import { releaseOfBiases, withHeads } from '../../testing/smallRelease.js';
import { intent } from './intent.js';

const NOW_MS = Date.UTC(2026, 5, 1);
const MINUTE_MS = 60_000;
beforeEach(() => void vi.useFakeTimers({ now: NOW_MS, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const plain = releaseOfBiases([0, 0, 0, 0, 0]);
/** Odds 1, 1/3, 1/7, 1/3, 1 and 1/9. */
const release = withHeads(plain, {
  'purchase-in-session': 0,
  'cart-completion': Math.log(1 / 3),
  'order-within-7': Math.log(1 / 7),
  'order-within-30': Math.log(1 / 3),
  'order-within-90': 0,
  'return-of-goods': Math.log(1 / 9),
});
const event = (type: 'view_item' | 'add_to_cart' | 'purchase', minutesAgo: number) =>
  ({
    type,
    items: [{ item_id: 'a' }],
    timestampMs: NOW_MS - minutesAgo * MINUTE_MS,
    schemaVersion: 1,
    ...(type === 'purchase' && { transaction_id: 'T1' }),
  }) as TrackedEvent;
const REQUEST = { cursor: undefined, history: undefined, noticesSent: 0 };

const ask = (found: typeof release, ...events: TrackedEvent[]) =>
  intent(REQUEST, createContext(found, ...events).context);
/** Probability by field, rounded. */
const estimateOf = (probability: number, events: number) => ({
  probability: expect.closeTo(probability, 6),
  low: 0,
  high: 1,
  events,
});

test('every head of the release answers, with the number of events', async () => {
  const reply = await ask(release, event('purchase', 9000), event('view_item', 2), event('add_to_cart', 1));
  expect(reply).toEqual({
    release: 'r1',
    tier: 'light',
    historyId: 'e',
    purchaseInSession: estimateOf(1 / 2, 3),
    cartCompletion: estimateOf(1 / 4, 3),
    orderWithinDays: { 7: estimateOf(1 / 8, 3), 30: estimateOf(1 / 4, 3), 90: estimateOf(1 / 2, 3) },
    returnOfGoods: estimateOf(1 / 10, 3),
    missing: {},
  });
});

test('a question that makes no sense now has a reason', async () => {
  expect(await ask(release, event('view_item', 1))).toMatchObject({
    missing: { cartCompletion: 'empty-cart', returnOfGoods: 'no-order' },
  });
  expect(await ask(release, event('add_to_cart', 31))).toMatchObject({
    orderWithinDays: { 7: { probability: expect.closeTo(1 / 8, 6) } },
    missing: { purchaseInSession: 'no-session', cartCompletion: 'no-session', returnOfGoods: 'no-order' },
  });
});

test('what the release does not predict has the reason no-head', async () => {
  const one = withHeads(plain, { 'order-within-30': 0 });
  expect(await ask(one, event('add_to_cart', 1))).toMatchObject({
    orderWithinDays: { 30: { probability: 0.5 } },
    missing: { purchaseInSession: 'no-head', cartCompletion: 'no-head', returnOfGoods: 'no-head' },
  });
  expect(await ask(withHeads(plain, { 'return-of-goods': 0 }), event('view_item', 1))).toMatchObject({
    missing: { orderWithinDays: 'no-head' },
  });
});

test('a release without heads over the session has no answer', async () => {
  expect(await ask(plain, event('view_item', 1))).toMatchObject({ reason: 'no-head', release: 'r1' });
});

/** A hazard of even odds each day. */
const TIMING = JSON.stringify({
  7: {
    timing: { model: 'hazard', unitDays: 1, parameters: { fromDays: [0], logOdds: [0], ofOrders: [0] } },
    calibration: { scale: 1, offset: 0 },
    bins: [{ upTo: 1, low: 0.2, high: 1 }],
  },
});
const ordered = [event('purchase', 9000), event('view_item', 2)];

test('a model of order timing answers instead of its head, for a shopper with an order', async () => {
  const timed = { ...release, decisionFiles: { timing: TIMING } };
  expect(await ask(timed, ...ordered)).toMatchObject({
    orderWithinDays: {
      7: { probability: expect.closeTo(1 - 2 ** -7, 12), low: 0.2, high: 1, events: 2 },
      30: estimateOf(1 / 4, 2),
      90: estimateOf(1 / 2, 2),
    },
  });
});

test('kept orders count only if the release keeps them, and are then in the reply', async () => {
  const keptOrders = { firstOrderMs: 0, lastOrderMs: NOW_MS - 3, orderCount: 4 };
  const askKept = (timing: string) =>
    intent(
      { ...REQUEST, keptOrders },
      createContext({ ...release, decisionFiles: { timing } }, event('view_item', 2)).context,
    );
  expect(await askKept(TIMING)).toMatchObject({ orderWithinDays: { 7: { probability: expect.closeTo(1 / 8, 6) } } });
  expect(await askKept(TIMING)).not.toHaveProperty('orders');
  expect(await askKept(TIMING.replace('{', '{"keepsOrders":true,'))).toMatchObject({
    orderWithinDays: { 7: { probability: expect.closeTo(1 - 2 ** -7, 12) } },
    orders: keptOrders,
  });
});

test.each([
  ['without an order', TIMING, [event('view_item', 2)]],
  ['with a model of a later version', TIMING.replace('hazard', 'later'), ordered],
  ['with a file of another form', '{"7":[]}', ordered],
  ['with a file that is no JSON', '{', ordered],
])('%s, the heads answer', async (_, timing, events) => {
  const timed = { ...release, decisionFiles: { timing } };
  const { orderWithinDays } = (await ask(timed, ...events)) as { orderWithinDays: object };
  expect(orderWithinDays).toEqual({
    7: estimateOf(1 / 8, events.length),
    30: estimateOf(1 / 4, events.length),
    90: estimateOf(1 / 2, events.length),
  });
});

test('the correction of the season changes only the purchase in this session', async () => {
  const { context } = createContext(release, event('add_to_cart', 1));
  const { withScorer } = context;
  const corrected: typeof context = {
    ...context,
    withScorer: (request, maxResults, compute) =>
      withScorer(request, maxResults, (input) => compute({ ...input, intentIntercept: Math.log(3) })),
  };
  expect(await intent(REQUEST, corrected)).toMatchObject({
    purchaseInSession: { probability: expect.closeTo(3 / 4, 6) },
    cartCompletion: { probability: expect.closeTo(1 / 4, 6) },
  });
});
