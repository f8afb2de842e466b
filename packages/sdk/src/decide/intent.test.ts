import { mergeOrders } from '@aisle/decisions';
import { InMemoryStore } from '@aisle/store';
import { beforeEach, expect, test } from 'vitest';
import type { DecisionQuery } from '../decisions/request.js';
import { intent } from './intent.js';

const DAY_MS = 86_400_000;
let nowMs: number;
let store: InMemoryStore;
/** Times of the purchases that are still in the history. */
let timesMs: readonly number[];
let keepsOrders: boolean;
let asked: DecisionQuery[];
/** Runs before the engine answers the second time. */
let beforeSecond: () => Promise<unknown>;
beforeEach(() => {
  nowMs = 1000 * DAY_MS;
  store = new InMemoryStore(10, () => nowMs);
  timesMs = [];
  keepsOrders = true;
  asked = [];
  beforeSecond = async () => {};
});

const host = {
  changeDecisions: (change: never) => store.changeDecisions(change) as never,
  async request(query: DecisionQuery) {
    asked.push(query);
    if (asked.length === 2) await beforeSecond();
    const { keptOrders } = query as { keptOrders?: never };
    return {
      resultId: 'r',
      durationMs: 0,
      missing: {},
      ...(keepsOrders && { orders: mergeOrders(keptOrders, timesMs) }),
    };
  },
};
const rows = () => store.changeDecisions((all) => ({ result: all }));
const keptOf = async () => (await rows()).map(({ orders }) => orders?.summary);

test('orders are kept when the history has forgotten them', async () => {
  timesMs = [3, 8];
  await intent(host);
  nowMs += 400 * DAY_MS;
  timesMs = [nowMs];
  asked = [];
  await intent(host);
  expect(asked).toEqual([
    { name: 'intent' },
    { name: 'intent', keptOrders: { firstOrderMs: 3, lastOrderMs: 8, orderCount: 2 } },
  ]);
  expect(await keptOf()).toEqual([{ firstOrderMs: 3, lastOrderMs: nowMs, orderCount: 3 }]);
});

test('the answer does not show the summary', async () => {
  timesMs = [3];
  expect(await intent(host)).toEqual({ missing: {}, durationMs: expect.any(Number) });
});

test('without the option of the release, one question is asked and nothing is kept', async () => {
  keepsOrders = false;
  timesMs = [3];
  await intent(host);
  expect(asked).toEqual([{ name: 'intent' }]);
  expect(await rows()).toEqual([]);
});

test('an erasure while the engine answers leaves nothing', async () => {
  timesMs = [3];
  beforeSecond = () => store.erase();
  await intent(host);
  expect(await rows()).toEqual([]);
});

test('an erasure and a new summary in another tab are not overwritten', async () => {
  timesMs = [3];
  beforeSecond = async () => {
    await store.erase();
    timesMs = [];
    await intent(host);
    timesMs = [3];
  };
  await intent(host);
  expect(await keptOf()).toEqual([{ firstOrderMs: 0, lastOrderMs: 0, orderCount: 0 }]);
});

test.each([
  ['refuses', () => Promise.reject(new Error('full'))],
  ['has no permission', async () => undefined],
])('intent answers if storage %s', async (_, changeDecisions) => {
  timesMs = [3];
  expect(await intent({ ...host, changeDecisions })).toEqual({ missing: {}, durationMs: 0 });
  expect(asked).toHaveLength(1);
});
