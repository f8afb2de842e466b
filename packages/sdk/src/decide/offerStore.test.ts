import { InMemoryStore } from '@aisle/store';
import { beforeEach, expect, test } from 'vitest';
import { type Offer, OfferStore } from './offerStore.js';

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2027, 2, 1);
let nowMs: number;
let store: InMemoryStore;
/** Two tabs over one store. */
let tabs: readonly [OfferStore, OfferStore];
beforeEach(() => {
  nowMs = START_MS;
  store = new InMemoryStore(10, () => nowMs);
  const host = { changeDecisions: store.changeDecisions.bind(store) as never };
  tabs = [new OfferStore(host, () => nowMs), new OfferStore(host, () => nowMs)];
});

const offerOf = (decisionId: string, perSession = 1): Offer => ({
  row: {
    decisionId,
    timestampMs: nowMs,
    intervention: 'welcome',
    placement: 'cart',
    reason: 'chosen',
    probability: 0.8,
  },
  rules: { caps: { perSession, perWeek: 3 }, cooldownHours: 0, dismissalDays: 30, secondsOnSite: 0 },
  sessionStartMs: START_MS - MINUTE_MS,
});

test('a reservation takes the place of a cap in every tab', async () => {
  expect(await tabs[0].reserve(offerOf('1'))).toBe(true);
  expect(await tabs[1].reserve(offerOf('2'))).toBe(false);
});

test('an offer that another one of the session excludes is not reserved', async () => {
  await tabs[0].reserve(offerOf('1', 3));
  const second = offerOf('2', 3);
  const excluding = (...excludes: string[]): Offer => ({ ...second, rules: { ...second.rules, excludes } });
  expect(await tabs[1].reserve(excluding('welcome'))).toBe(false);
  // The exposure of an earlier session excludes nothing.
  expect(await tabs[1].reserve({ ...excluding('welcome'), sessionStartMs: START_MS + MINUTE_MS })).toBe(true);
  expect(await tabs[1].reserve(excluding('spring'))).toBe(true);
});

test('an offer that was never shown counts for no cap after ten minutes', async () => {
  const first = offerOf('1');
  await tabs[0].reserve(first);
  nowMs += 10 * MINUTE_MS;
  expect(await tabs[1].reserve(offerOf('2'))).toBe(true);
  // The first page wakes up. Its place is taken now.
  expect(await tabs[0].show(first)).toBe(false);
});

test('an exposure counts once, and with its time', async () => {
  const offer = offerOf('1');
  await tabs[0].reserve(offer);
  nowMs += MINUTE_MS;
  expect([await tabs[0].show(offer), await tabs[0].show(offer)]).toEqual([true, true]);
  expect((await tabs[1].read())?.exposures).toEqual([{ id: 'welcome', timestampMs: nowMs }]);
  nowMs += 20 * MINUTE_MS;
  expect(await tabs[1].reserve(offerOf('2'))).toBe(false);
});

test('an offer that is closed and one that is muted are read by the next decision', async () => {
  const offer = offerOf('1');
  await tabs[0].reserve(offer);
  await tabs[0].show(offer);
  await tabs[0].answer(offer, 'dismissedMs');
  await tabs[0].mute('spring', true);
  await tabs[0].mute('all', true);
  await tabs[0].mute('all', false);
  expect(await tabs[1].read()).toEqual({
    exposures: [{ id: 'welcome', timestampMs: nowMs }],
    dismissals: [{ id: 'welcome', timestampMs: nowMs }],
    muted: ['spring'],
  });
});

test.each(['welcome', 'all'])(
  'an offer that is reserved is not shown after %s was muted in another tab',
  async (id) => {
    const [first, second] = [offerOf('1', 2), offerOf('2', 2)];
    await tabs[0].reserve(first);
    await tabs[1].mute(id, true);
    expect([await tabs[0].show(first), await tabs[0].reserve(second)]).toEqual([false, false]);
    await tabs[1].mute(id, false);
    expect(await tabs[0].show(first)).toBe(true);
  },
);

test('an erasure forgets exposures and mutes', async () => {
  await tabs[0].reserve(offerOf('1'));
  await tabs[0].mute('all', true);
  await store.erase();
  expect(await tabs[0].read()).toEqual({ exposures: [], dismissals: [], muted: [] });
});

test('without storage nothing is reserved and nothing is shown', async () => {
  const refuse = () => Promise.reject(new Error('full'));
  for (const changeDecisions of [refuse, async () => undefined]) {
    const offers = new OfferStore({ changeDecisions });
    expect([await offers.read(), await offers.reserve(offerOf('1')), await offers.show(offerOf('1'))]).toEqual([
      undefined,
      false,
      false,
    ]);
  }
});
