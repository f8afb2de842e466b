import { DEFAULT_RETENTION } from '@aisle/store';
import { afterEach, expect, test, vi } from 'vitest';
import type { PageHistoryOptions } from './pageHistoryOptions.js';
import { Recorder } from './recorder.js';
import { firstIds, viewOf } from './testing/events.js';
import { FakePage } from './testing/fakePage.js';
import { microtasks } from './testing/microtasks.js';
import { ScriptedStore } from './testing/scriptedStore.js';

/** Every stored event, after what is queued. */
const readAll = async (recorder: Recorder) => (await (await recorder.currentStore())?.readSince(0))?.events ?? [];

const DEVICE_FULL = new Error('the device is full');
afterEach(() => vi.restoreAllMocks());

/**
 * A recorder over a scripted device. `log` contains the calls of its listeners. Recorders with the same ports are tabs
 * of one browser.
 */
function makeRecorder({
  device = new ScriptedStore(),
  ports = new Set<never>(),
  ...options
}: { device?: ScriptedStore; ports?: Set<never> } & Partial<PageHistoryOptions> = {}) {
  const log: string[] = [];
  const logAs = (what: string) => () => void log.push(what);
  const onResume = vi.fn();
  const page = new FakePage({ ports });
  const recorder: Recorder = new Recorder(
    {
      namespace: 'shop',
      retention: DEFAULT_RETENTION,
      beforeConsent: 'drop',
      readOnly: false,
      now: () => 0,
      ...options,
    },
    {
      onStored: (event) => log.push(`stored ${firstIds([event])[0]}`),
      onStoredInOtherTab: ({ seq }) => log.push(`stored in other tab: ${seq}`),
      onErased: logAs('erased'),
      onChange: () => {},
      onResume,
    },
    (action) => {
      log.push(action === 'erased' ? 'erased while frozen' : `${action} in other tab`);
      // As the consent controller does.
      if (action === 'erased') void recorder.setConsent('unset');
    },
    device,
    page,
  );
  /** Tracks a view synchronously. */
  const track = (id: string) => recorder.record(viewOf(id), recorder.history.erasures);
  return { recorder, device, page, log, onResume, track };
}

async function makeGranted(options?: Parameters<typeof makeRecorder>[0]) {
  const setup = makeRecorder(options);
  await setup.recorder.setConsent('granted');
  await microtasks();
  return setup;
}

/** Delays the next calls of a method until `release`. */
function delayCalls(device: ScriptedStore, method: 'append' | 'prepare' | 'erase' | 'exists' | 'readSince') {
  let release = () => {};
  device.gates.set(method, new Promise<void>((resolve) => (release = resolve)));
  return () => {
    device.gates.delete(method);
    release();
  };
}

test('without consent, no event is stored and no database exists', async () => {
  const { recorder, device, track } = makeRecorder();
  expect(await track('a')).toEqual({ stored: false, reason: 'no-consent' });
  expect(device.calls).toEqual([]);
  await recorder.setConsent('granted');
  expect(await track('b')).toEqual({ stored: true, seq: 1 });
  expect(firstIds(await readAll(recorder))).toEqual(['b']);
  expect([recorder.history.storage, recorder.history.historyId, recorder.history.storedEvents]).toEqual([
    'device',
    'history-1',
    1,
  ]);
});

test('an event of an idle recorder reaches the device synchronously', async () => {
  const { device, track } = await makeGranted();
  const tracked = track('a');
  expect(device.calls.at(-1)).toBe('append');
  await tracked;
});

test('events wait for the opening and keep their order', async () => {
  const { recorder, device, track } = makeRecorder();
  const release = delayCalls(device, 'prepare');
  await recorder.setConsent('granted');
  const tracked = ['a', 'b', 'c'].map(track);
  await microtasks();
  expect(device.calls).not.toContain('append');
  release();
  expect(await Promise.all(tracked)).toEqual([1, 2, 3].map((seq) => ({ stored: true, seq })));
  expect(firstIds(device.events)).toEqual(['a', 'b', 'c']);
});

test('an event tracked during an erasure is stored after it', async () => {
  const { recorder, device, track } = await makeGranted();
  await track('before');
  const release = delayCalls(device, 'erase');
  const erased = recorder.erase();
  const tracked = track('during');
  release();
  expect(await erased).toMatchObject({ events: 1 });
  expect(await tracked).toEqual({ stored: true, seq: 1 });
  expect(firstIds(device.events)).toEqual(['during']);
});

test('an event tracked before an erasure is erased, queued or not', async () => {
  const { recorder, device, track } = makeRecorder();
  await recorder.setConsent('granted');
  const queued = track('queued');
  await recorder.erase();
  expect(await queued).toEqual({ stored: false, reason: 'erased' });
  const written = track('written');
  await recorder.erase();
  expect(await written).toEqual({ stored: false, reason: 'erased' });
  expect(device.events).toEqual([]);
});

test('an event that an erasure missed is removed', async () => {
  const { recorder, device, track } = await makeGranted();
  const release = delayCalls(device, 'append');
  const missed = track('missed');
  const erased = recorder.erase();
  await microtasks();
  release();
  await erased;
  expect(device.events).toEqual([]);
  expect(await missed).toEqual({ stored: false, reason: 'erased' });
});

test('an event is not stored in the history of a later consent', async () => {
  const { recorder, device, track } = await makeGranted();
  const release = delayCalls(device, 'append');
  const tracked = track('a');
  void recorder.setConsent('denied');
  void recorder.setConsent('granted');
  release();
  expect(await tracked).toEqual({ stored: false, reason: 'erased' });
  await readAll(recorder);
  expect(device.events).toEqual([]);
});

test('a denial deletes a database that is being opened', async () => {
  const { recorder, device, track } = makeRecorder();
  const release = delayCalls(device, 'prepare');
  await recorder.setConsent('granted');
  const tracked = track('a');
  await microtasks();
  const denied = recorder.setConsent('denied');
  release();
  await denied;
  expect(await tracked).toEqual({ stored: false, reason: 'no-consent' });
  expect(device.rows).toBeUndefined();
});

test('a denial deletes a database that a late write creates', async () => {
  const { recorder, device, track } = await makeGranted();
  const release = delayCalls(device, 'append');
  const tracked = track('a');
  const denied = recorder.setConsent('denied');
  await microtasks();
  expect(device.rows).toBeUndefined();
  release();
  await denied;
  expect(device.rows).toBeUndefined();
  expect(await tracked).toEqual({ stored: false, reason: 'no-consent' });
});

test('consent withdrawn while queued opens no database', async () => {
  const { recorder, device } = await makeGranted();
  const release = delayCalls(device, 'erase');
  for (const consent of ['denied', 'granted', 'denied'] as const) void recorder.setConsent(consent);
  release();
  await readAll(recorder);
  expect(device.calls.filter((call) => call === 'prepare')).toHaveLength(1);
  expect(device.rows).toBeUndefined();
});

test('an empty database is deleted when consent becomes uncertain', async () => {
  const { recorder, device } = makeRecorder();
  const release = delayCalls(device, 'prepare');
  await recorder.setConsent('granted');
  await microtasks();
  await recorder.setConsent('unset');
  release();
  await readAll(recorder);
  expect(device.rows).toBeUndefined();
});

test('an event begun with consent stays when consent becomes uncertain', async () => {
  const { recorder, device, track } = await makeGranted();
  const tracked = track('a');
  await recorder.setConsent('unset');
  expect(await tracked).toEqual({ stored: true, seq: 1 });
  expect(firstIds(device.events)).toEqual(['a']);
});

test('a failed erasure rejects, and the next event is stored', async () => {
  const { recorder, device, track } = await makeGranted();
  device.gates.set('erase', Promise.reject(DEVICE_FULL));
  await expect(recorder.erase()).rejects.toThrow(DEVICE_FULL.message);
  expect(await track('a')).toEqual({ stored: true, seq: 1 });
});

test('events in memory move to the device when consent is granted', async () => {
  const { recorder, device, log, track } = makeRecorder({ beforeConsent: 'memory' });
  expect(await track('a')).toEqual({ stored: false, reason: 'in-memory' });
  const inMemory = track('b');
  await recorder.setConsent('granted');
  expect(await inMemory).toEqual({ stored: false, reason: 'in-memory' });
  expect(await track('c')).toEqual({ stored: true, seq: 3 });
  expect(firstIds(device.events)).toEqual(['a', 'b', 'c']);
  expect(log.filter((what) => what === 'erased')).toHaveLength(2);
});

test('events stop moving to the device when consent becomes uncertain', async () => {
  const { recorder, device, track } = makeRecorder({ beforeConsent: 'memory' });
  await track('a');
  await track('b');
  const release = delayCalls(device, 'append');
  await recorder.setConsent('granted');
  await microtasks();
  await recorder.setConsent('unset');
  release();
  await readAll(recorder);
  expect(firstIds(device.events)).toEqual(['a']);
});

test('erased in-memory events do not move to the device', async () => {
  const { recorder, device, track } = makeRecorder({ beforeConsent: 'memory' });
  await track('a');
  const erased = recorder.erase();
  void recorder.setConsent('granted');
  expect(await erased).toMatchObject({ database: 'memory', events: 1 });
  await readAll(recorder);
  expect(device.events).toEqual([]);
});

test('memory replaces a failing device, with one console warning', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const { recorder, device, track } = await makeGranted();
  await track('a');
  device.gates.set('append', Promise.reject(DEVICE_FULL));
  expect(await Promise.all([track('b'), track('c')])).toEqual(
    [1, 2].map(() => ({ stored: false, reason: 'in-memory' })),
  );
  expect(firstIds(await readAll(recorder))).toEqual(['a', 'b', 'c']);
  expect(recorder.history.lastProblem?.code).toBe('storage-failed');
  expect(warn.mock.calls).toEqual([['[aisle] the device is full This page keeps its history in memory.']]);
});

test('an event that fails during an erasure is not stored', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const { recorder, device, track } = await makeGranted();
  device.gates.set('append', Promise.reject(DEVICE_FULL));
  const tracked = track('a');
  await recorder.erase();
  expect(await tracked).toEqual({ stored: false, reason: 'erased' });
  expect(await readAll(recorder)).toEqual([]);
});

test('memory is empty if opening fails after an erasure', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const { recorder, device, track } = makeRecorder({ beforeConsent: 'memory' });
  await device.append(viewOf('stored'));
  await track('in memory');
  let fail = (_: Error) => {};
  device.gates.set('prepare', new Promise((_, reject) => (fail = reject)));
  await recorder.setConsent('granted');
  void recorder.erase();
  fail(DEVICE_FULL);
  expect(await readAll(recorder)).toEqual([]);
});

test('discardVisit removes stored events and pending writes', async () => {
  const { recorder, device, track, log } = await makeGranted();
  device.create().set(100, viewOf('earlier'));
  await track('a');
  const release = delayCalls(device, 'append');
  const written = track('b');
  const discarded = recorder.discardVisit();
  release();
  await discarded;
  expect(await written).toEqual({ stored: false, reason: 'automation' });
  expect(firstIds(device.events)).toEqual(['earlier']);
  expect(log.at(-1)).toBe('erased');
  recorder.history.rankingStorage.save('t1.', recorder.history.historyId);
  expect(recorder.history.rankingStorage.read()).toBeUndefined();
});

test('a visit of a known program creates no database', async () => {
  const { recorder, device } = await makeGranted({ readOnly: true });
  expect([device.rows, recorder.history.storedEvents]).toEqual([undefined, 0]);
});

test('tabs report stored events, denials, resets and erasures', async () => {
  const [ports, device] = [new Set<never>(), new ScriptedStore()];
  const [a, b] = [await makeGranted({ ports, device }), await makeGranted({ ports, device })];
  await a.track('a');
  expect(b.recorder.history.storedEvents).toBe(1);
  a.recorder.post('reset');
  await a.recorder.erase();
  expect(b.recorder.history.storedEvents).toBe(0);
  await a.recorder.setConsent('denied');
  expect(b.log).toEqual(['stored in other tab: 1', 'reset in other tab', 'erased', 'denied in other tab']);
});

test('an event that waits is erased with the history by another tab', async () => {
  const ports = new Set<never>();
  const [a, b] = [makeRecorder({ ports }), await makeGranted({ ports })];
  await b.track('b');
  const release = delayCalls(a.device, 'prepare');
  await a.recorder.setConsent('granted');
  const waiting = a.track('a');
  await b.recorder.erase();
  release();
  expect(await waiting).toEqual({ stored: false, reason: 'erased' });
  expect(a.device.events).toEqual([]);
});

test('a reset in another tab empties memory before consent', async () => {
  const ports = new Set<never>();
  const { recorder, track } = makeRecorder({ ports, beforeConsent: 'memory' });
  await track('a');
  (await makeGranted({ ports })).recorder.post('reset');
  expect(await readAll(recorder)).toEqual([]);
});

test("other tabs' events and erasures do not affect memory", async () => {
  const [ports, device] = [new Set<never>(), new ScriptedStore()];
  const { log, recorder } = makeRecorder({ ports, device, beforeConsent: 'memory' });
  const other = await makeGranted({ ports, device });
  await other.track('a');
  await other.recorder.erase();
  expect([log, recorder.history.storedEvents]).toEqual([[], undefined]);
});

test("after a storage failure, another tab's erase empties memory", async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const [ports, device] = [new Set<never>(), new ScriptedStore()];
  const [a, b] = [await makeGranted({ ports, device }), await makeGranted({ ports, device })];
  await a.track('a');
  device.gates.set('append', Promise.reject(DEVICE_FULL));
  expect(await a.track('b')).toEqual({ stored: false, reason: 'in-memory' });
  await b.recorder.erase();
  expect([await readAll(a.recorder), a.recorder.history.storedEvents, a.log.at(-1)]).toEqual([[], 0, 'erased']);
});

test('the journal keeps events from pagehide until they are stored', async () => {
  const { recorder, device, page, track } = await makeGranted();
  const { texts } = page.storage;
  const release = delayCalls(device, 'append');
  const written = track('a');
  recorder.onPageHide();
  const late = track('b');
  expect(texts.get('aisle-shop-journal')?.split('\n')).toHaveLength(5);
  release();
  await Promise.all([written, late]);
  expect(texts.size).toBe(0);
  // The next page restores the event that this one could not store.
  texts.set('aisle-shop-journal', `history-1\n${JSON.stringify(viewOf('c'))}\n`);
  await recorder.setConsent('unset');
  await recorder.setConsent('granted');
  expect(firstIds(await readAll(recorder))).toEqual(['a', 'b', 'c']);
});

test('a frozen page closes channel and database, then resumes', async () => {
  const [ports, device] = [new Set<never>(), new ScriptedStore()];
  const [a, b] = [await makeGranted({ ports, device }), await makeGranted({ ports, device })];
  await a.track('a');
  a.log.length = 0;
  a.recorder.onFreeze();
  expect(device.calls.at(-1)).toBe('close');
  await b.track('b');
  expect(a.log).toEqual([]);
  a.recorder.onResume();
  expect(a.recorder.revalidation).toBeDefined();
  expect(await a.track('c')).toEqual({ stored: true, seq: 3 });
  expect(a.recorder.revalidation).toBeUndefined();
  expect(a.log).toEqual(['stored in other tab: 2', 'stored c']);
  expect(a.recorder.history.storedEvents).toBe(3);
});

test('a page that resumes is reported, with or without consent', async () => {
  const [granted, unset] = [await makeGranted(), makeRecorder()];
  for (const { recorder, onResume } of [granted, unset]) {
    recorder.onResume();
    expect(onResume).toHaveBeenCalledTimes(1);
  }
});

test.each(['erased', 'erased and created again'])(
  'a history that was %s while the page was frozen makes consent uncertain',
  async (what) => {
    const { recorder, device, log, track } = await makeGranted();
    await track('a');
    recorder.onFreeze();
    device.rows = undefined;
    if (what !== 'erased') await device.append(viewOf('of another tab'));
    recorder.onResume();
    expect(await track('b')).toEqual({ stored: false, reason: 'no-consent' });
    expect(log).toEqual(['stored a', 'erased', 'erased while frozen']);
    expect(firstIds(device.events)).not.toContain('b');
  },
);

test('an erasure during revalidation does not make consent uncertain', async () => {
  const { recorder, device, log } = await makeGranted();
  recorder.onFreeze();
  device.rows = undefined;
  recorder.onResume();
  await recorder.erase();
  expect([recorder.history.consent, log]).toEqual(['granted', []]);
});

test('a write during a freeze is removed without consent', async () => {
  const { recorder, device, track } = await makeGranted();
  await track('a');
  const [releaseWrite, releaseExists] = [delayCalls(device, 'append'), delayCalls(device, 'exists')];
  const written = track('b');
  device.rows = undefined;
  recorder.onResume();
  releaseWrite();
  await microtasks();
  await recorder.setConsent('unset');
  releaseExists();
  expect(await written).toEqual({ stored: false, reason: 'no-consent' });
  expect(device.events).toEqual([]);
});

test('encryption removes the ranking', async () => {
  const { recorder, device } = await makeGranted();
  const { rankingStorage, historyId } = recorder.history;
  rankingStorage.save('t1.', historyId);
  recorder.history.encryptWith({} as never);
  expect([rankingStorage.read(), device.calls.at(-1)]).toEqual([undefined, 'encryptWith']);
});

test('a disposed recorder stores nothing and closes its database', async () => {
  const { recorder, device, track } = makeRecorder();
  const release = delayCalls(device, 'prepare');
  await recorder.setConsent('granted');
  recorder.dispose();
  release();
  expect(await track('a')).toEqual({ stored: false, reason: 'disposed' });
  expect(device.calls.filter((call) => call === 'close')).toHaveLength(2);
});

test('the count follows deletions by the retention, in every tab', async () => {
  const [ports, device] = [new Set<never>(), new ScriptedStore()];
  const other = await makeGranted({ ports, device });
  const { recorder, track } = await makeGranted({ ports, device });
  for (const id of ['a', 'b', 'c']) await track(id);
  expect([recorder.history.storedEvents, other.recorder.history.storedEvents]).toEqual([3, 3]);
  device.rows!.delete(1);
  device.onEventsDeleted!();
  await microtasks();
  expect([recorder.history.storedEvents, other.recorder.history.storedEvents]).toEqual([2, 2]);
});

test('the count is 0 after the browser has deleted the database', async () => {
  const { recorder, device, track, log } = await makeGranted();
  await track('a');
  device.rows = undefined;
  device.onEventsDeleted!();
  await microtasks();
  expect([recorder.history.storedEvents, recorder.history.historyId, log.at(-1)]).toEqual([0, undefined, 'erased']);
  expect(device.rows).toBeUndefined();
});

test('an event that begins another history is counted from 1', async () => {
  const { recorder, device, track } = await makeGranted();
  for (const id of ['a', 'b']) await track(id);
  device.rows = undefined;
  expect(await track('c')).toEqual({ stored: true, seq: 1 });
  await microtasks();
  expect([recorder.history.storedEvents, recorder.history.historyId]).toEqual([1, 'history-2']);
});

test('without consent, deletions are not counted', async () => {
  const { recorder, device } = makeRecorder();
  device.create();
  device.onEventsDeleted!();
  await microtasks();
  expect([recorder.history.storedEvents, device.calls]).toEqual([undefined, []]);
});
