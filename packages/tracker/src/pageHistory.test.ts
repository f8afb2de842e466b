import { DEFAULT_RETENTION } from '@aisle/store';
import { afterEach, expect, test, vi } from 'vitest';
import { PageHistory } from './pageHistory.js';
import type { PageHistoryOptions } from './pageHistoryOptions.js';
import { firstIds, viewOf } from './testing/events.js';
import { FakePage } from './testing/fakePage.js';
import { ScriptedStore } from './testing/scriptedStore.js';

afterEach(() => vi.restoreAllMocks());

/** A history with consent over a scripted device, and the number of its erasures. */
function makeHistory(options: Partial<PageHistoryOptions> = {}) {
  const device = new ScriptedStore();
  const state = { erased: 0 };
  const history = new PageHistory(
    {
      namespace: 'shop',
      retention: DEFAULT_RETENTION,
      beforeConsent: 'drop',
      readOnly: false,
      now: () => 0,
      ...options,
    },
    { onErased: () => (state.erased += 1), onChange: () => {} },
    device,
    new FakePage(),
  );
  history.setConsent('granted');
  return { history, device, state };
}

test('open appends in-memory events and counts all', async () => {
  const { history, device, state } = makeHistory();
  await device.append(viewOf('stored'));
  expect(await history.open(['a', 'b'].map(viewOf), 0)).toBe(false);
  expect(firstIds(device.events)).toEqual(['stored', 'a', 'b']);
  expect([history.historyId, history.storedEvents, state.erased]).toEqual(['history-1', 3, 1]);
});

test('events stay in memory if open fails', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const { history, device } = makeHistory();
  device.gates.set('prepare', Promise.reject(new Error('broken')));
  await history.open([viewOf('a')], 0);
  expect([history.storage, history.storedEvents]).toEqual(['memory', 1]);
});

test("a program's visit opens no database and stores nothing", async () => {
  const { history, device } = makeHistory({ readOnly: true });
  await history.open([], 0);
  expect([device.rows, history.historyId, history.discarded]).toEqual([undefined, undefined, true]);
});

test('no ranking is saved while its history is being erased', async () => {
  const { history } = makeHistory();
  await history.open([], 0);
  void history.eraseSync();
  history.rankingStorage.save('t1.', 'history-1');
  expect(history.rankingStorage.read()).toBeUndefined();
});

test('a visit that was discarded before consent opens no database', async () => {
  const { history, device } = makeHistory();
  history.discarded = true;
  await history.open([viewOf('a')], 0);
  expect(device.rows).toBeUndefined();
});

test.each([
  ['granted', false, 0, undefined],
  ['granted', false, 1, 'erased'],
  ['denied', false, 1, 'no-consent'],
  ['unset', false, 0, undefined],
  ['unset', true, 0, 'no-consent'],
] as const)('consent %s, revalidated %s, %i erasures since: %s', (consent, revalidated, erasures, reason) => {
  const { history } = makeHistory();
  const before = history.erasures;
  for (let i = 0; i < erasures; i++) void history.eraseSync();
  history.setConsent(consent);
  expect(history.discardReason(before, revalidated)).toBe(reason);
});

test('removeVisit removes only events of this page', async () => {
  const { history, device } = makeHistory();
  await device.append(viewOf('earlier'));
  await history.open([], 0);
  history.confirm((await history.append(viewOf('own'), 0))!);
  await history.removeVisit();
  expect(firstIds(device.events)).toEqual(['earlier']);
  expect(history.storedEvents).toBe(1);
});

test('revalidate accepts only the known history', async () => {
  const { history, device } = makeHistory();
  await history.open([], 0);
  await device.append(viewOf('of another tab'));
  expect(await history.revalidate('history-1')).toEqual({ historyId: 'history-1', seq: 1 });
  expect(history.storedEvents).toBe(1);
  expect(await history.revalidate('history-0')).toBeUndefined();
  device.rows = undefined;
  expect(await history.revalidate('history-1')).toBeUndefined();
});

test('eraseDatabase resets the state and returns a receipt', async () => {
  const { history, device, state } = makeHistory();
  expect(await history.eraseDatabase()).toBeUndefined();
  await history.open([], 0);
  await device.append(viewOf('a'));
  expect(await history.eraseDatabase()).toMatchObject({ events: 1 });
  expect([history.historyId, history.storedEvents, state.erased]).toEqual([undefined, 0, 1]);
});
