import type { EventInput, TrackedEvent } from '@aisle/core';
import { DEFAULT_RETENTION } from '@aisle/store';
import { afterEach, expect, test, vi } from 'vitest';
import type { AutomationNavigator } from './automationDetector.js';
import type { PluginHost } from './plugin.js';
import { firstIds, viewInput } from './testing/events.js';
import { FakePage, pageTransition } from './testing/fakePage.js';
import { microtasks } from './testing/microtasks.js';
import { ScriptedStore } from './testing/scriptedStore.js';
import { Tracker } from './tracker.js';
import type { TrackerListener, TrackerOptions } from './trackerOptions.js';

const GRANTED = { input: 'shop', signal: 'granted' };
afterEach(() => vi.restoreAllMocks());

interface Scripted extends Partial<TrackerOptions> {
  readonly navigator?: AutomationNavigator;
  readonly device?: ScriptedStore;
  readonly ports?: Set<never>;
  readonly completeEvent?: TrackerListener['completeEvent'];
  readonly prerendering?: boolean;
}

/** A tracker over a scripted device, with a clock that the test sets. */
function makeTracker({
  navigator = {},
  device = new ScriptedStore(),
  ports = new Set<never>(),
  completeEvent,
  prerendering = false,
  ...options
}: Scripted = {}) {
  const clock = { nowMs: 1_000_000 };
  const stored: TrackedEvent[] = [];
  const applied: string[] = [];
  const onCached = vi.fn();
  const page = new FakePage({ navigator, ports });
  page.document.prerendering = prerendering;
  const tracker = new Tracker(
    {
      namespace: 'shop',
      retention: DEFAULT_RETENTION,
      automation: 'ignore',
      beforeConsent: 'drop',
      consentInputs: [],
      eventTypes: undefined,
      now: () => clock.nowMs,
      ...options,
    },
    {
      onStored: (event) => stored.push(event),
      onStoredInOtherTab: () => {},
      onErased: () => {},
      onChange: () => {},
      onConsentApplied: async (consent, deleted) => void applied.push(deleted ? consent : `${consent}, not deleted`),
      onCached,
      ...(completeEvent && { completeEvent }),
    },
    page,
    device,
  );
  const track = (id: string, source = 'page') => tracker.track(viewInput(id), source);
  return { tracker, device, page, clock, stored, applied, onCached, track };
}

/** A plugin that exposes its host. */
function makeSource(name: string) {
  const source = {
    name,
    host: undefined as unknown as PluginHost,
    start: (host: PluginHost) => ((source.host = host), () => {}),
  };
  return source;
}

const refused = (reason: string) => ({ stored: false, reason });

test('events are dropped before consent and stored after it', async () => {
  const { tracker, device, track, applied } = makeTracker();
  expect(await track('early')).toEqual(refused('no-consent'));
  await tracker.consentPending;
  expect(await track('before')).toEqual(refused('no-consent'));
  await tracker.setConsent('granted');
  expect(await track('a')).toEqual({ stored: true, seq: 1 });
  expect(firstIds(await tracker.readAll())).toEqual(['a']);
  expect(applied).toEqual(['granted']);
  expect(tracker).toMatchObject({ consent: 'granted', storage: 'device', storedEvents: 1, historyId: 'history-1' });
  await tracker.setConsent('denied');
  expect(device.rows).toBeUndefined();
  expect(applied).toEqual(['granted', 'denied']);
});

test('consent granted in the first task applies to later events', async () => {
  const { tracker, track } = makeTracker();
  void tracker.setConsent('granted');
  expect(await Promise.all([track('a'), track('b')])).toEqual([1, 2].map((seq) => ({ stored: true, seq })));
});

test('an event belongs to the history at the time of track', async () => {
  const { tracker, device, track } = makeTracker();
  void tracker.setConsent('granted');
  const tracked = track('a');
  await tracker.erase();
  expect(await tracked).toEqual(refused('erased'));
  expect(await track('b')).toEqual({ stored: true, seq: 1 });
  expect(firstIds(device.events)).toEqual(['b']);
});

test('an event from before a second consent is not stored', async () => {
  const { tracker, device, track } = makeTracker({ beforeConsent: 'buffer' });
  const tracked = track('a');
  void tracker.setConsent('denied');
  await tracker.setConsent('granted');
  expect(await tracked).toEqual(refused('erased'));
  await tracker.readAll();
  expect(device.events).toEqual([]);
});

test.each(['drop', 'buffer', 'memory'] as const)(
  'an event before a reset is not in the next history (%s)',
  async (beforeConsent) => {
    const { tracker, device, track } = makeTracker({ beforeConsent });
    void tracker.setConsent('granted');
    const early = track('early');
    void tracker.reset();
    await tracker.setConsent('granted');
    expect(await early).toEqual(refused('erased'));
    const late = track('late');
    void tracker.reset();
    void tracker.setConsent('granted');
    expect(await late).toMatchObject({ stored: false });
    await tracker.readAll();
    expect(device.events).toEqual([]);
  },
);

test("a buffered event before another tab's reset is not in the next history", async () => {
  const ports = new Set<never>();
  const [a, b] = [makeTracker({ ports, beforeConsent: 'buffer' }), makeTracker({ ports })];
  await a.tracker.consentPending;
  const early = a.track('early');
  await b.tracker.reset();
  await a.tracker.setConsent('granted');
  expect(await early).toEqual(refused('erased'));
  await a.tracker.readAll();
  expect(a.device.events).toEqual([]);
});

test.each(['setConsent', 'erase'] as const)('%s waits for a write that it overtook', async (method) => {
  const { tracker, device, track } = makeTracker();
  await tracker.setConsent('granted');
  await track('a');
  let release = () => {};
  device.gates.set('append', new Promise<void>((resolve) => (release = resolve)));
  const late = track('late');
  const erased = method === 'erase' ? tracker.erase() : tracker.setConsent('denied');
  let isErased = false;
  void erased.then(() => (isErased = true));
  await microtasks();
  expect(isErased).toBe(false);
  release();
  await erased;
  expect(device.events).toEqual([]);
  expect(await late).toMatchObject({ stored: false });
});

test('with buffer, events wait for the answer and keep their order', async () => {
  const { tracker, device, track } = makeTracker({ beforeConsent: 'buffer' });
  const [first, second] = [track('a'), track('b')];
  await tracker.consentPending;
  const third = track('c');
  await microtasks();
  expect(device.calls).toEqual([]);
  await tracker.setConsent('granted');
  expect(await Promise.all([first, second, third])).toEqual([1, 2, 3].map((seq) => ({ stored: true, seq })));
  expect(firstIds(device.events)).toEqual(['a', 'b', 'c']);
});

test("with memory, events are the page's history until consent is granted", async () => {
  const { tracker, device, track } = makeTracker({ beforeConsent: 'memory' });
  expect(await track('a')).toEqual(refused('in-memory'));
  expect(firstIds(tracker.inMemoryHistory!.events)).toEqual(['a']);
  expect([tracker.storage, device.calls]).toEqual(['memory', []]);
  await tracker.setConsent('granted');
  expect(firstIds(await tracker.readAll())).toEqual(['a']);
  expect([tracker.storage, tracker.inMemoryHistory]).toEqual(['device', undefined]);
});

test('events of a prerendered page wait until it is shown', async () => {
  const { tracker, page, device, track } = makeTracker({ prerendering: true });
  await tracker.setConsent('granted');
  const tracked = track('a');
  await microtasks();
  expect(device.events).toEqual([]);
  page.document.prerendering = false;
  page.document.dispatchEvent(new Event('prerenderingchange'));
  expect(await tracked).toEqual({ stored: true, seq: 1 });
});

test('an event is completed before it is validated', async () => {
  const { tracker, stored, track } = makeTracker({ completeEvent: (input) => ({ ...input, result_id: 'p-1' }) });
  await tracker.setConsent('granted');
  await track('a');
  expect(stored).toMatchObject([{ result_id: 'p-1', timestampMs: 1_000_000 }]);
});

test('the result of completeEvent is validated', async () => {
  const { tracker, track } = makeTracker({ completeEvent: () => ({ type: 'view_item', items: [] }) });
  await tracker.setConsent('granted');
  await expect(track('a')).rejects.toMatchObject({ code: 'invalid-event' });
});

test('an action reported by two sources is stored once', async () => {
  const { tracker, clock, track } = makeTracker();
  await tracker.setConsent('granted');
  expect(await track('a', 'ga4')).toMatchObject({ stored: true });
  expect(await track('a', 'attributes')).toEqual(refused('duplicate'));
  clock.nowMs += 5_000;
  expect(await track('a', 'attributes')).toMatchObject({ stored: true });
});

test('excluded event types are not stored', async () => {
  const { tracker, track } = makeTracker({ eventTypes: ['purchase'] });
  await tracker.setConsent('granted');
  expect(await track('a')).toEqual(refused('type-excluded'));
});

test('a cipher that is passed after consent was granted is refused', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const [early, late] = [makeSource('encryption'), makeSource('other')];
  const { tracker, device } = makeTracker();
  tracker.use(late);
  await tracker.setConsent('granted');
  late.host.encryptWith({} as never);
  tracker.use(early);
  early.host.encryptWith({} as never);
  expect(device.calls).not.toContain('encryptWith');
  expect(tracker.problem?.message).toContain('use: encryption is too late');
});

test('events of a plugin wait for the first decision', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const source = makeSource('ga4');
  const { tracker, stored } = makeTracker();
  tracker.use(source);
  source.host.track(viewInput('a'));
  void tracker.setConsent('granted');
  expect(firstIds(await tracker.readAll())).toEqual(['a']);
  expect(stored).toHaveLength(1);
  // An unreadable event is reported in `status`, not thrown into the page.
  source.host.track({} as EventInput);
  await microtasks();
  expect(tracker.problem?.code).toBe('invalid-event');
  expect(warn).toHaveBeenCalledOnce();
  expect(tracker.pluginNames).toEqual(['ga4']);
});

test('consent waits until every input agrees', async () => {
  const { tracker } = makeTracker({ consentInputs: ['platform'] });
  await tracker.setConsent('granted');
  expect(tracker.consent).toBe('unset');
  const platform = makeSource('platform');
  tracker.use(platform);
  platform.host.setConsent('granted', 'yes');
  expect(tracker.consent).toBe('granted');
  expect(tracker.consentInputs.trace).toMatchObject([{ input: 'platform', signal: 'granted' }, GRANTED]);
});

test('a denial in one tab stops the other and erases', async () => {
  const [ports, device] = [new Set<never>(), new ScriptedStore()];
  const [a, b] = [makeTracker({ ports, device }), makeTracker({ ports, device })];
  for (const { tracker } of [a, b]) await tracker.setConsent('granted');
  await b.track('a');
  await a.tracker.setConsent('denied');
  expect(b.tracker.consent).toBe('denied');
  expect(await b.track('b')).toEqual(refused('no-consent'));
  await microtasks();
  expect(device.rows).toBeUndefined();
});

test("a program's visit is removed when detected and not stored", async () => {
  const known = makeTracker({ navigator: { webdriver: true } });
  await known.tracker.setConsent('granted');
  expect(await known.track('a')).toEqual(refused('automation'));
  expect([known.device.rows, known.tracker.ignoresVisit]).toEqual([undefined, true]);

  const found = makeTracker({ navigator: { userActivation: { hasBeenActive: false } } });
  await found.tracker.setConsent('granted');
  const cart = (item_id: string) => found.tracker.track({ type: 'add_to_cart', items: [{ item_id }] }, 'page');
  for (const id of ['a', 'b', 'c']) {
    expect(await cart(id)).toMatchObject({ stored: true });
    found.clock.nowMs += 100;
  }
  expect(await cart('d')).toEqual(refused('automation'));
  expect([found.device.events, found.tracker.automation.signal, found.tracker.storedEvents]).toEqual([
    [],
    'no-input',
    0,
  ]);
});

test('a visit without input is recorded again after an input of a person', async () => {
  const { tracker, page, device, clock } = makeTracker({ navigator: { userActivation: { hasBeenActive: false } } });
  await tracker.setConsent('granted');
  const cart = (item_id: string) => {
    clock.nowMs += 100;
    return tracker.track({ type: 'add_to_cart', items: [{ item_id }] }, 'page');
  };
  for (const id of ['a', 'b', 'c', 'd', 'e']) await cart(id);
  expect([device.events, tracker.automation.signal]).toEqual([[], 'no-input']);
  page.press();
  const late = cart('f');
  page.press();
  await late;
  await vi.waitFor(() => expect(tracker.storedEvents).toBe(6));
  expect(firstIds(device.events)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect([tracker.automation.signal, tracker.ignoresVisit]).toEqual([undefined, false]);
  expect(await cart('g')).toMatchObject({ stored: true });
});

test('an erasure before the input keeps the earlier events of the visit out', async () => {
  const { tracker, page, device, clock } = makeTracker({ navigator: { userActivation: { hasBeenActive: false } } });
  await tracker.setConsent('granted');
  for (const item_id of ['a', 'b', 'c', 'd']) {
    clock.nowMs += 100;
    await tracker.track({ type: 'add_to_cart', items: [{ item_id }] }, 'page');
  }
  await tracker.erase();
  page.press();
  await vi.waitFor(() => expect(tracker.ignoresVisit).toBe(false));
  await tracker.readAll();
  expect(device.events).toEqual([]);
});

test("the policy 'record' stores a program's visit", async () => {
  const { tracker, track } = makeTracker({ navigator: { webdriver: true }, automation: 'record' });
  await tracker.setConsent('granted');
  expect(await track('a')).toEqual({ stored: true, seq: 1 });
});

test('a page revalidates its history when it resumes', async () => {
  const { tracker, page, device, track } = makeTracker();
  await tracker.setConsent('granted');
  await track('a');
  page.dispatchEvent(pageTransition('pagehide', true));
  device.rows = undefined;
  page.dispatchEvent(pageTransition('pageshow', true));
  expect(tracker.revalidation).toBeDefined();
  expect(await track('b')).toEqual(refused('no-consent'));
  expect(tracker.consentInputs.trace).toMatchObject([GRANTED, { input: 'another-tab', signal: 'unset' }]);
  await tracker.setConsent('granted');
  expect(await track('c')).toEqual({ stored: true, seq: 1 });
});

test('a disposed tracker settles waiting events and stores nothing', async () => {
  const source = makeSource('ga4');
  const { tracker, track } = makeTracker({ beforeConsent: 'buffer' });
  tracker.use(source);
  await tracker.consentPending;
  const waiting = track('a');
  tracker.dispose();
  expect(await waiting).toEqual(refused('disposed'));
  expect(await track('b')).toEqual(refused('disposed'));
  expect(tracker.pluginNames).toEqual([]);
});

test('only a page that enters the back/forward cache is reported as cached', () => {
  const { page, onCached } = makeTracker();
  page.dispatchEvent(pageTransition('pagehide', false));
  expect(onCached).not.toHaveBeenCalled();
  page.dispatchEvent(pageTransition('pagehide', true));
  expect(onCached).toHaveBeenCalledTimes(1);
});

test('onConsentApplied reports whether the database was deleted', async () => {
  const { tracker, device, applied, track } = makeTracker();
  const receipt = { erasedAtMs: 0, database: 'scripted', events: 1, databaseDeleted: false, mayRemainInFiles: true };
  vi.spyOn(device, 'erase').mockResolvedValueOnce(receipt).mockRejectedValueOnce(new Error('blocked'));
  await tracker.setConsent('granted');
  await track('a');
  await tracker.setConsent('denied');
  await expect(tracker.setConsent('denied')).rejects.toThrow('blocked');
  await tracker.setConsent('denied');
  expect(applied).toEqual(['granted', 'denied, not deleted', 'denied, not deleted', 'denied']);
});

test('a time in seconds is refused; the clock of the device is not', async () => {
  const { tracker, clock, stored } = makeTracker();
  await tracker.setConsent('granted');
  clock.nowMs = 1_780_272_000_000;
  await expect(tracker.track({ ...viewInput('a'), timestampMs: 1_780_272_000 } as EventInput, 'page')).rejects.toThrow(
    'found 1780272000, which looks like seconds',
  );
  expect(await tracker.track({ ...viewInput('b'), timestampMs: 1_780_271_000_000 } as EventInput, 'page')).toEqual({
    stored: true,
    seq: 1,
  });
  // The clock of a device without a battery begins in 1970.
  clock.nowMs = 60_000;
  expect(await tracker.track(viewInput('c'), 'page')).toEqual({ stored: true, seq: 2 });
  expect(stored.map(({ timestampMs }) => timestampMs)).toEqual([1_780_271_000_000, 60_000]);
});

test('a source loses odd fields, which status counts; a call of the page is refused', async () => {
  const { tracker, stored } = makeTracker();
  await tracker.setConsent('granted');
  const odd = { type: 'view_item', items: [{ item_id: 'a', price: '39,95', quantity: 0 }] } as unknown as EventInput;
  await tracker.track(odd, 'attributes');
  await tracker.track({ ...odd, currency: 'eur' } as EventInput, 'attributes');
  expect(stored).toMatchObject([{ items: [{ item_id: 'a' }] }, { items: [{ item_id: 'a' }] }]);
  expect(tracker.droppedFields).toEqual({ price: 2, quantity: 2, currency: 1 });
  await expect(tracker.track(odd, 'page')).rejects.toThrow('items[0].price must be a number of at least 0');
  expect(tracker.droppedFields).toEqual({ price: 2, quantity: 2, currency: 1 });
});
