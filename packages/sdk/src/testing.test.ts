import type { Intervention } from '@aisle/decisions';
import { afterEach, expect, test, vi } from 'vitest';
import { addDecisions } from './decide/addDecisions.js';
import { createFakeAisle, type EventInput, type Plugin, type PluginHost } from './testing.js';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const viewOf = (itemId: string): EventInput => ({ type: 'view_item', items: [{ item_id: itemId }], timestampMs: 1000 });

test('scripted items come first and the others keep their order', async () => {
  const items = ['a', 'b', 'c', 'd'].map((item_id) => ({ item_id }));
  const { items: ranked, ...rest } = await createFakeAisle({ order: ['d', 'x', 'b'] }).rerank(items);
  expect(ranked.map((item) => items.indexOf(item))).toEqual([3, 1, 0, 2]);
  expect(rest).toEqual({ ranked: true, release: 'fake', tier: 'light', resultId: 'p-fake-1', durationMs: 0 });
  expect((await createFakeAisle().rerank(['q', 'p'])).items).toEqual(['q', 'p']);
  expect(createFakeAisle({ order: ['p'] }).rerankNow(['q', 'p']).items).toEqual(['p', 'q']);
  expect(
    (await createFakeAisle({ order: ['2'] }).rerank([{ sku: 1 }, { sku: 2 }], { itemId: ({ sku }) => String(sku) }))
      .items,
  ).toEqual([{ sku: 2 }, { sku: 1 }]);
});

test('methods work when destructured and on a proxy', async () => {
  const aisle = createFakeAisle();
  const { track } = aisle;
  await track(viewOf('a'));
  await new Proxy(aisle, {}).track(viewOf('b'));
  expect(new Proxy(aisle, {}).trackedEvents).toHaveLength(2);
});

test('predictions respect candidates, exclude, filter and k, and keep scores', async () => {
  const aisle = createFakeAisle({ predictions: ['a', 'b', 'c', 'd', 'e'] });
  const { items } = await aisle.predict({
    k: 2,
    candidates: ['e', 'd', 'b', 'a'],
    exclude: ['b'],
    filter: (id) => id !== 'a',
  });
  expect(items).toEqual([
    { item_id: 'd', score: 2 },
    { item_id: 'e', score: 1 },
  ]);
  expect((await aisle.predict()).items).toHaveLength(5);
  expect((await createFakeAisle().predict()).items).toEqual([]);
});

test('without scripted entries, the catalogue file is missing', async () => {
  vi.spyOn(console, 'warn').mockImplementationOnce(() => undefined);
  const aisle = createFakeAisle({ predictions: ['a'] });
  expect(await aisle.predict({ catalogueUrl: '/items.json' })).toMatchObject({
    items: [],
    reason: 'no-catalogue-file',
  });
  aisle.setAnswers({ catalogueFile: [{ item_id: 'a', item_name: 'Tent' }] });
  expect((await aisle.predict({ catalogueUrl: '/items.json' })).items).toEqual([
    { item_id: 'a', score: 1, product: { item_id: 'a', item_name: 'Tent' } },
  ]);
});

test('a scripted reason lasts until it is reset', async () => {
  const aisle = createFakeAisle({ order: ['b'], predictions: ['z'] });
  aisle.setAnswers({ reason: 'cold-start' });
  expect(await aisle.rerank(['a', 'b'])).toEqual({
    items: ['a', 'b'],
    ranked: false,
    reason: 'cold-start',
    resultId: 'p-fake-1',
    durationMs: 0,
  });
  expect(await aisle.predict()).toEqual({ items: [], reason: 'cold-start', resultId: 'p-fake-2', durationMs: 0 });
  aisle.setAnswers({ reason: undefined, order: ['a'] });
  expect((await aisle.rerank(['b', 'a'])).items).toEqual(['a', 'b']);
  expect((await aisle.predict()).items).toEqual([{ item_id: 'z', score: 1 }]);
});

test('intent answers as scripted, once there is an event', async () => {
  const purchaseInSession = { probability: 0.3, low: 0.2, high: 0.4, events: 1 };
  const aisle = addDecisions(createFakeAisle({ intent: { purchaseInSession } }));
  expect(await aisle.intent()).toMatchObject({ missing: {}, reason: 'cold-start' });
  await aisle.track(viewOf('a'));
  expect(await aisle.intent()).toEqual({ purchaseInSession, missing: {}, release: 'fake', durationMs: 0 });
  aisle.setAnswers({ intent: { missing: { purchaseInSession: 'no-session' } } });
  expect(await aisle.intent()).toMatchObject({ missing: { purchaseInSession: 'no-session' } });
  expect(await aisle.intent()).not.toHaveProperty('purchaseInSession');
});

const intervention: Intervention = {
  id: 'free-shipping',
  kind: 'hint',
  placements: ['cart', 'product'],
  cost: 0.1,
  value: 8,
  goal: { event: 'purchase', withinHours: 24 },
  creative: { en: { title: 'Free shipping above 50 EUR' } },
};

test('decide answers as scripted, under the caps', async () => {
  const aisle = addDecisions(createFakeAisle({ decision: { intervention, probability: 0.8 } }));
  await aisle.track(viewOf('a'));
  const decision = await aisle.decide({ placement: 'cart' });
  expect(decision).toMatchObject({ act: true, intervention, reason: 'chosen', probability: 0.8, release: 'fake' });
  expect(await decision.shown()).toBe(true);
  expect(await aisle.decide({ placement: 'product' })).toMatchObject({ act: false, reason: 'capped' });
  expect(await aisle.decide({ placement: 'home' })).toMatchObject({ act: false, reason: 'not-eligible' });
});

test('decide keeps away what was muted or closed', async () => {
  const aisle = addDecisions(createFakeAisle({ decision: { intervention } }));
  await aisle.track(viewOf('a'));
  await aisle.interventions.mute('all');
  expect(await aisle.decide({ placement: 'cart' })).toMatchObject({ act: false, reason: 'dismissed' });
  await aisle.interventions.unmute('all');
  const decision = await aisle.decide({ placement: 'cart' });
  await decision.shown();
  await decision.dismissed();
  expect(await aisle.decide({ placement: 'cart' })).toMatchObject({ act: false, reason: 'dismissed' });
});

test('invalid calls get the reasons of the real instance', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const aisle = createFakeAisle({ predictions: ['a'] });
  expect(await aisle.rerank([{} as { item_id: string }, { item_id: 'a' }])).toMatchObject({
    items: [{}, { item_id: 'a' }],
    ranked: false,
    reason: 'invalid-items',
  });
  expect(await aisle.rerank(['a'], { signal: AbortSignal.abort() })).toMatchObject({ reason: 'aborted' });
  const filter = () => {
    throw new Error('out of order');
  };
  expect(await aisle.predict({ filter })).toMatchObject({ items: [], reason: 'engine-failed' });
  expect(aisle.status().lastProblem).toMatchObject({ code: 'internal', message: 'out of order' });
  aisle.dispose();
  expect(await aisle.predict()).toMatchObject({ reason: 'disposed' });
  expect(await aisle.track(viewOf('a'))).toEqual({ stored: false, reason: 'disposed' });
});

test('events are validated and recorded', async () => {
  const aisle = createFakeAisle();
  expect(await aisle.track(viewOf('a'))).toEqual({ stored: true, seq: 1 });
  expect(await aisle.track({ type: 'search', search_term: 'tent', timestampMs: 2000 })).toEqual({
    stored: true,
    seq: 2,
  });
  vi.spyOn(console, 'warn').mockImplementationOnce(() => undefined);
  await expect(aisle.track({ type: 'view_item', items: [] })).rejects.toMatchObject({
    code: 'invalid-event',
    details: { field: 'items' },
  });
  const expected = [
    { schemaVersion: 1, timestampMs: 1000, type: 'view_item', items: [{ item_id: 'a' }] },
    { schemaVersion: 1, timestampMs: 2000, type: 'search', search_term: 'tent' },
  ];
  expect(aisle.trackedEvents).toEqual(expected);
  expect(await aisle.export()).toMatchObject({ schemaVersion: 1, namespace: 'default', events: expected });
  expect(await aisle.profile()).toMatchObject({
    events: 2,
    firstEventMs: 1000,
    lastEventMs: 2000,
    activity: { sessions: 1 },
  });
  expect(aisle.status().storedEvents).toBe(2);
});

test('denied consent stores nothing, erases the history and keeps trackedEvents', async () => {
  const aisle = createFakeAisle({ consent: 'unset', order: ['b'] });
  expect(await aisle.track(viewOf('a'))).toEqual({ stored: false, reason: 'no-consent' });
  expect(await aisle.rerank(['a', 'b'])).toMatchObject({ items: ['a', 'b'], reason: 'no-consent' });
  expect(aisle.status()).toMatchObject({
    consent: 'unset',
    storage: 'none',
    storedEvents: undefined,
    worker: 'idle',
    release: undefined,
  });
  await aisle.setConsent('granted');
  expect(await aisle.whenReady()).toMatchObject({
    consent: 'granted',
    storage: 'device',
    storedEvents: 0,
    worker: 'ready',
    release: 'fake',
  });
  await aisle.track(viewOf('a'));
  await aisle.setConsent('denied');
  await aisle.setConsent('granted');
  expect((await aisle.export()).events).toEqual([]);
  expect(aisle.trackedEvents).toHaveLength(1);
  vi.spyOn(console, 'warn').mockImplementationOnce(() => undefined);
  await expect(aisle.setConsent('yes' as 'granted')).rejects.toMatchObject({ code: 'invalid-argument' });
  expect(aisle.status().consent).toBe('unset');
});

test('erase resolves with what was deleted and reset removes consent', async () => {
  const aisle = createFakeAisle();
  expect(await aisle.erase()).toEqual({ history: undefined, weightsCacheDeleted: false });
  await aisle.track(viewOf('a'));
  expect(await aisle.erase()).toMatchObject({ history: { events: 1, databaseDeleted: true } });
  await aisle.track(viewOf('b'));
  await aisle.reset();
  expect(aisle.status()).toMatchObject({ consent: 'unset', consentTrace: [], storedEvents: undefined });
  await aisle.setConsent('granted');
  expect(aisle.status().storedEvents).toBe(0);
});

test('plugins send events and consent signals until they are stopped', async () => {
  const aisle = createFakeAisle();
  let host: PluginHost | undefined;
  const stopped = vi.fn();
  const plugin: Plugin = { name: 'banner', start: (given) => ((host = given), stopped) };
  const stop = aisle.use(plugin);
  expect(aisle.status().plugins).toEqual(['banner']);
  host!.track(viewOf('a'));
  expect(aisle.trackedEvents).toHaveLength(1);
  host!.setConsent('denied', 'the banner says no');
  expect(aisle.status()).toMatchObject({
    consent: 'denied',
    consentTrace: [{ input: 'shop' }, { input: 'banner', signal: 'denied', detail: 'the banner says no' }],
  });
  host!.setConsent('granted', 'the banner says yes');
  stop();
  host!.track(viewOf('b'));
  expect([aisle.trackedEvents.length, aisle.status().plugins, stopped.mock.calls.length]).toEqual([1, [], 1]);
});

test('subscribers are called after a change and the snapshot is stable', async () => {
  const aisle = createFakeAisle({ status: { tier: 'wasm' } });
  const before = aisle.getSnapshot();
  expect(aisle.getSnapshot()).toBe(before);
  const listener = vi.fn();
  const unsubscribe = aisle.subscribe(listener);
  aisle.setAnswers({ status: { worker: 'unavailable' } });
  expect(listener).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(1));
  expect(aisle.getSnapshot()).not.toBe(before);
  expect(aisle.getSnapshot()).toMatchObject({ worker: 'unavailable', tier: 'light' });
  unsubscribe();
  await aisle.track(viewOf('a'));
  expect(listener).toHaveBeenCalledTimes(1);
});

test("a plugin's denial keeps the history if it is granted within two seconds", async () => {
  vi.useFakeTimers();
  const aisle = createFakeAisle();
  let host!: PluginHost;
  aisle.use({ name: 'banner', start: (given) => ((host = given), () => {}) });
  await aisle.track(viewOf('a'));
  host.setConsent('denied', 'at first');
  expect([aisle.status().consent, await aisle.track(viewOf('b'))]).toEqual([
    'denied',
    { stored: false, reason: 'no-consent' },
  ]);
  await vi.advanceTimersByTimeAsync(1_999);
  host.setConsent('granted', 'then');
  await vi.advanceTimersByTimeAsync(10_000);
  expect([aisle.status().consent, aisle.status().storedEvents]).toEqual(['granted', 1]);
  host.setConsent('denied', 'again');
  await vi.advanceTimersByTimeAsync(2_000);
  host.setConsent('granted', 'too late');
  expect([aisle.status().consent, aisle.status().storedEvents]).toEqual(['granted', 0]);
});

test("a denial by the shop ends a plugin's pending denial", async () => {
  const aisle = createFakeAisle();
  aisle.use({ name: 'banner', start: ({ setConsent }) => (setConsent('denied', 'by the banner'), () => {}) });
  await aisle.setConsent('denied');
  expect([aisle.status().consent, (await aisle.export()).events]).toEqual(['denied', []]);
});

test('odd fields of a plugin are dropped and counted', async () => {
  const aisle = createFakeAisle();
  const items = [{ item_id: 'a', price: '$10 $20' }];
  aisle.use({ name: 'layer', start: ({ track }) => (track({ type: 'view_item', items }), () => {}) });
  await vi.waitFor(() => expect(aisle.status().storedEvents).toBe(1));
  expect(aisle.status().droppedFields).toEqual({ price: 1 });
});
