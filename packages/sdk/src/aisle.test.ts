import type { EventInput } from '@aisle/core';
import type { Consent, Plugin } from '@aisle/tracker';
import type { EngineApi } from '@aisle/worker';
import { expect, test, vi } from 'vitest';
import { createInstance } from './aisle.js';
import { fakePage } from './fake/fakePage.js';
import { InMemoryTracker } from './fake/inMemoryTracker.js';
import type { PageLists } from './lists/watchLists.js';
import { StubClient } from './testing/stubClient.js';

const view: EventInput = { type: 'view_item', items: [{ item_id: 'a' }], timestampMs: 1000 };
const flushTasks = () => new Promise((resolve) => setTimeout(resolve));

interface InstanceOptions {
  readonly consent?: Consent;
  readonly engine?: Partial<EngineApi>;
  readonly plugins?: readonly Plugin[];
  readonly lists?: PageLists;
}

function createTestInstance({ consent = 'granted', engine = {}, plugins = [], lists }: InstanceOptions = {}) {
  const deleteWeightsCache = vi.fn(async () => true);
  const tracker = new InMemoryTracker(consent);
  const clients: StubClient[] = [];
  const aisle = createInstance({
    openTracker: (listener) => tracker.withListener(listener),
    openClient: (hooks) => (clients.push(new StubClient(hooks, engine)), clients[0]!),
    page: { ...fakePage(), deleteWeightsCache },
    holdoutShare: () => 0,
    lists,
  });
  for (const plugin of plugins) aisle.use(plugin);
  return { aisle, client: clients[0]!, tracker, deleteWeightsCache };
}

test('a plugin can send signals and events while it starts', async () => {
  const plugin: Plugin = {
    name: 'source',
    start(host) {
      host.setConsent('granted', 'by the plugin');
      host.track({ ...view, item_list_id: 'shelf' } as never);
      return () => {};
    },
  };
  const { aisle } = createTestInstance({ consent: 'unset', plugins: [plugin] });
  await flushTasks();
  expect(aisle.status()).toMatchObject({ consent: 'granted', plugins: ['source'], storedEvents: 1, worker: 'ready' });
});

test('a page that returns from the back/forward cache starts the engine again', async () => {
  const withListener = vi.spyOn(InMemoryTracker.prototype, 'withListener');
  const { client } = createTestInstance();
  const listener = withListener.mock.calls[0]![0];
  withListener.mockRestore();
  listener.onCached!();
  expect(client.log).toEqual(['cached']);
  listener.onResume!();
  await flushTasks();
  expect(client.log).toEqual(['cached', 'resume', 'start, persist: true']);
});

test('a stored event reaches the engine and the subscribers', async () => {
  const { aisle, client } = createTestInstance();
  const listener = vi.fn();
  aisle.subscribe(listener);
  expect(await aisle.track(view)).toEqual({ stored: true, seq: 1 });
  await flushTasks();
  expect([client.log, listener.mock.calls.length]).toEqual([['advance 1'], 1]);
});

test('the page uses a precomputed ranking itself', async () => {
  const lists = { counts: { shown: 0, ranked: 0 }, manages: () => false, onRanking: vi.fn() };
  const { aisle, client } = createTestInstance({
    lists,
    engine: { precomputeRanking: async () => ({ release: 'r1', tier: 'light', historyId: 'h', ranking: 'c0.' }) },
  });
  client.setState('ready');
  await flushTasks();
  expect(lists.onRanking.mock.calls).toEqual([['c0.']]);
  expect(aisle.rerankNow(['a'], { listId: 'shelf' })).toMatchObject({
    items: ['a'],
    ranked: false,
    reason: 'unknown-items',
  });
});

test('the next status contains a newly painted list', () => {
  const counts = { shown: 1, ranked: 1 };
  const { aisle } = createTestInstance({ lists: { counts, manages: () => false, onRanking: () => {} } });
  const before = aisle.getSnapshot();
  expect(aisle.status()).toBe(before);
  counts.shown = 2;
  expect(aisle.status().lists).toEqual({ shown: 2, ranked: 1 });
});

test('denied consent deletes data again after the worker has stopped', async () => {
  const { aisle, client, tracker, deleteWeightsCache } = createTestInstance();
  const erase = vi.spyOn(tracker, 'erase');
  client.setState('ready');
  let stopped = () => {};
  client.whenStopped = new Promise((resolve) => (stopped = resolve));
  const denied = aisle.setConsent('denied');
  await flushTasks();
  expect([client.log, erase.mock.calls.length, deleteWeightsCache.mock.calls.length]).toEqual([['stop'], 1, 0]);
  stopped();
  await denied;
  expect([erase.mock.calls.length, deleteWeightsCache.mock.calls]).toEqual([2, [['default']]]);
});

test('denied consent erases only once if a frozen tab blocks deletion', async () => {
  const { aisle, tracker } = createTestInstance();
  const erase = vi.spyOn(tracker, 'erase');
  erase.mockResolvedValueOnce({
    erasedAtMs: 0,
    database: 'aisle-default',
    events: 1,
    databaseDeleted: false,
    mayRemainInFiles: true,
  });
  await aisle.setConsent('denied');
  expect(erase).toHaveBeenCalledTimes(1);
});

test('a failed second erasure does not reject setConsent', async () => {
  const { aisle, tracker } = createTestInstance();
  const erase = vi.spyOn(tracker, 'erase').mockResolvedValueOnce(undefined).mockRejectedValueOnce(new Error('blocked'));
  await aisle.setConsent('denied');
  expect(erase).toHaveBeenCalledTimes(2);
});

test('consent granted again before the worker stops keeps the new history', async () => {
  const { aisle, client, tracker } = createTestInstance();
  let stopped = () => {};
  client.whenStopped = new Promise((resolve) => (stopped = resolve));
  const denied = aisle.setConsent('denied');
  await flushTasks();
  await aisle.setConsent('granted');
  await aisle.track(view);
  stopped();
  await denied;
  expect(tracker.events).toHaveLength(1);
});

test('erase notifies the engine and resolves with what was deleted', async () => {
  const { aisle, client } = createTestInstance();
  await aisle.track(view);
  expect(await aisle.erase()).toMatchObject({ history: { events: 1 }, weightsCacheDeleted: true });
  expect(client.log).toEqual(['advance 1', 'forget']);
});

test('whenReady reads the status of the engine with consent', async () => {
  const { aisle, client } = createTestInstance({ consent: 'unset' });
  expect(await aisle.whenReady()).toMatchObject({ consent: 'unset', release: undefined });
  await aisle.setConsent('granted');
  expect(await aisle.whenReady()).toMatchObject({ worker: 'ready', release: 'r1', arm: 'personalised' });
  expect(client.log).toEqual(['start, persist: true']);
});

test('dispose ends tracker, worker and subscriptions', async () => {
  const { aisle, client } = createTestInstance();
  const listener = vi.fn();
  aisle.subscribe(listener);
  aisle.dispose();
  expect(await aisle.track(view)).toEqual({ stored: false, reason: 'disposed' });
  expect(await aisle.rerank(['a'])).toMatchObject({ reason: 'disposed' });
  expect([client.log, listener.mock.calls.length]).toEqual([['dispose'], 0]);
});
