import { DEFAULT_RETENTION } from '@aisle/store';
import { expect, test } from 'vitest';
import type { PluginHost } from './plugin.js';
import { firstIds, viewInput } from './testing/events.js';
import { FakePage, pageTransition } from './testing/fakePage.js';
import { microtasks } from './testing/microtasks.js';
import { ScriptedStore } from './testing/scriptedStore.js';
import { Tracker } from './tracker.js';
import type { TrackerOptions } from './trackerOptions.js';

const MARK = 'aisle-shop-erase';
const NO_CONSENT = { stored: false, reason: 'no-consent' };

/** A browser profile: database, local storage and tabs. The test sets its clock. */
function makeProfile() {
  const [device, texts, ports] = [new ScriptedStore(), new Map<string, string>(), new Set<never>()];
  const clock = { nowMs: 1_000_000 };
  const pages: FakePage[] = [];
  const openTab = (options: Partial<TrackerOptions> = {}) => {
    const page = new FakePage({ ports, texts });
    pages.push(page);
    const log: string[] = [];
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
        onStored: () => {},
        onStoredInOtherTab: () => {},
        onErased: () => log.push('erased'),
        onChange: () => {},
        onConsentApplied: async () => {},
      },
      page,
      device,
    );
    let host = undefined as unknown as PluginHost;
    tracker.use({ name: 'platform', start: (given) => ((host = given), () => {}) });
    const answer = (signal: 'granted' | 'denied') => host.setConsent(signal, 'why');
    const track = (id: string) => tracker.track(viewInput(id), 'page');
    return { tracker, page, log, answer, track };
  };
  const elapse = async (ms: number) => {
    clock.nowMs += ms;
    for (const page of pages) page.elapse(ms);
    await microtasks();
  };
  return { device, texts, openTab, elapse };
}

/** A tab with consent and one stored event. */
async function openWithHistory(options?: Partial<TrackerOptions>) {
  const profile = makeProfile();
  const tab = profile.openTab(options);
  tab.answer('granted');
  await microtasks();
  await tab.track('before');
  profile.texts.set('aisle-shop-ranking', 't1.');
  return { ...profile, ...tab };
}

test('a passing denial keeps the history', async () => {
  const { tracker, device, texts, log, answer, track, elapse } = await openWithHistory();
  answer('denied');
  expect([tracker.consent, tracker.storage, tracker.storedEvents]).toEqual(['denied', 'none', undefined]);
  expect([...texts.keys()]).toEqual([MARK]);
  expect(log).toEqual(['erased']);
  expect(await track('meanwhile')).toEqual(NO_CONSENT);
  expect(await tracker.readAll()).toEqual([]);
  await elapse(200);
  answer('granted');
  expect([tracker.consent, tracker.storedEvents, texts.size]).toEqual(['granted', 1, 0]);
  expect(await track('after')).toEqual({ stored: true, seq: 2 });
  await elapse(10_000);
  expect(firstIds(device.events)).toEqual(['before', 'after']);
});

test('a denial that stays erases after two seconds', async () => {
  const { tracker, device, texts, answer, elapse } = await openWithHistory();
  answer('denied');
  await elapse(1_999);
  expect(firstIds(device.events)).toEqual(['before']);
  await elapse(1);
  expect([device.rows, texts.size, tracker.consent]).toEqual([undefined, 0, 'denied']);
});

test("the shop's denial erases at once", async () => {
  const { tracker, device, texts } = await openWithHistory();
  await tracker.setConsent('denied');
  expect([device.rows, texts.size]).toEqual([undefined, 0]);
});

test('an event in progress at a pending denial has the fate of the history', async () => {
  const { device, answer, track, elapse } = await openWithHistory();
  const inProgress = track('in progress');
  answer('denied');
  expect(await inProgress).toEqual({ stored: true, seq: 2 });
  await elapse(2_000);
  expect(device.rows).toBeUndefined();
});

test('buffered events wait for the settled answer', async () => {
  const { openTab, elapse } = makeProfile();
  const { tracker, answer, track } = openTab({ beforeConsent: 'buffer' });
  await tracker.consentPending;
  const early = track('early');
  answer('denied');
  expect(await track('meanwhile')).toEqual(NO_CONSENT);
  await elapse(200);
  answer('granted');
  expect(await early).toEqual({ stored: true, seq: 1 });
});

test('a history in memory survives a passing denial', async () => {
  const { device, openTab, elapse } = makeProfile();
  const { tracker, answer, track } = openTab({ beforeConsent: 'memory' });
  await track('early');
  answer('denied');
  expect(tracker.storage).toBe('none');
  await elapse(200);
  answer('granted');
  await tracker.readAll();
  expect(firstIds(device.events)).toEqual(['early']);
});

test('a pending denial without a history leaves no mark', async () => {
  const { device, texts, openTab } = makeProfile();
  const { tracker, page, answer } = openTab();
  await tracker.consentPending;
  answer('denied');
  await microtasks();
  page.dispatchEvent(pageTransition('pagehide', false));
  await microtasks();
  expect([texts.size, device.rows]).toEqual([0, undefined]);
});

test.each(['pagehide', 'freeze'])('a page that is left by %s erases at once', async (type) => {
  const { device, texts, page, answer } = await openWithHistory();
  answer('denied');
  if (type === 'freeze') page.document.dispatchEvent(new Event(type));
  else page.dispatchEvent(pageTransition('pagehide', false));
  await microtasks();
  expect([device.rows, texts.size]).toEqual([undefined, 0]);
});

test('the next page erases first if the erasure did not complete', async () => {
  const { device, texts, page, answer, openTab } = await openWithHistory();
  device.gates.set('exists', new Promise(() => {}));
  answer('denied');
  page.dispatchEvent(pageTransition('pagehide', false));
  expect(texts.get(MARK)).toBe('0');
  device.gates.clear();
  device.calls.length = 0;
  const next = openTab();
  expect(next.tracker.revalidation).toBeDefined();
  next.answer('granted');
  expect(await next.tracker.readAll()).toEqual([]);
  expect(device.calls.slice(0, 2)).toEqual(['exists', 'erase']);
  expect(texts.size).toBe(0);
  expect(await next.track('new')).toEqual({ stored: true, seq: 1 });
});

test('the next page after a crash waits for the time, then erases', async () => {
  const { device, texts, page, answer, openTab, elapse } = await openWithHistory();
  answer('denied');
  // A crashed page has neither timers nor messages.
  page.elapse = () => {};
  await elapse(500);
  const next = openTab();
  next.answer('granted');
  await next.tracker.consentPending;
  const waiting = next.track('meanwhile');
  await elapse(1_499);
  expect(firstIds(device.events)).toEqual(['before']);
  await elapse(1);
  expect(await waiting).toEqual({ stored: false, reason: 'erased' });
  expect(await next.track('new')).toEqual({ stored: true, seq: 1 });
  expect(texts.size).toBe(0);
});

test('a tab that opens during a passing denial keeps the history', async () => {
  const { device, answer, openTab, elapse } = await openWithHistory();
  answer('denied');
  const next = openTab();
  next.answer('granted');
  await next.tracker.consentPending;
  const waiting = next.track('meanwhile');
  await elapse(200);
  answer('granted');
  await elapse(1_800);
  expect(await waiting).toEqual({ stored: true, seq: 2 });
  await elapse(10_000);
  expect(firstIds(device.events)).toEqual(['before', 'meanwhile']);
});

test('a page that cannot erase a marked history does not use it', async () => {
  const { device, texts, openTab } = await openWithHistory();
  texts.set(MARK, '0');
  device.gates.set('erase', Promise.reject(new Error('blocked')));
  const next = openTab();
  next.answer('granted');
  await microtasks();
  expect(next.tracker.consent).toBe('denied');
  expect(await next.tracker.readAll()).toEqual([]);
});

test('another tab stops during a pending denial and goes on', async () => {
  const { device, answer, openTab, elapse } = await openWithHistory();
  const other = openTab();
  await other.tracker.setConsent('granted');
  answer('denied');
  expect([other.tracker.consent, other.tracker.storage]).toEqual(['denied', 'none']);
  expect(await other.track('meanwhile')).toEqual(NO_CONSENT);
  await elapse(200);
  answer('granted');
  expect(await other.track('after')).toEqual({ stored: true, seq: 2 });
  expect(firstIds(device.events)).toEqual(['before', 'after']);
});

test('another tab that is left during a passing denial keeps the history', async () => {
  const { device, tracker, answer, openTab, elapse } = await openWithHistory();
  const other = openTab();
  await other.tracker.setConsent('granted');
  answer('denied');
  other.page.dispatchEvent(pageTransition('pagehide', false));
  await elapse(200);
  answer('granted');
  await elapse(200);
  expect([tracker.consent, firstIds(device.events)]).toEqual(['granted', ['before']]);
});

test('another tab erases too if the denial stays', async () => {
  const { device, answer, openTab, elapse } = await openWithHistory();
  const other = openTab();
  await other.tracker.setConsent('granted');
  answer('denied');
  await elapse(2_000);
  expect([device.rows, other.tracker.consent]).toEqual([undefined, 'denied']);
});

test.each([['999999999999'], ['of another script'], ['-5']])('the mark %j is due', async (text) => {
  const { device, texts, openTab } = await openWithHistory();
  texts.set(MARK, text);
  openTab();
  await microtasks();
  expect(device.rows).toBeUndefined();
});

/** Two tabs of one platform. The shopper denies in the first, and grants there again. */
async function openTabsAfterChanges() {
  const profile = makeProfile();
  const [first, second] = [profile.openTab(), profile.openTab()];
  for (const tab of [first, second]) tab.answer('granted');
  await microtasks();
  first.answer('denied');
  await profile.elapse(2_000);
  first.answer('granted');
  await microtasks();
  expect([first.tracker.consent, second.tracker.consent]).toEqual(['granted', 'denied']);
  expect(await first.track('later')).toMatchObject({ stored: true });
  return { ...profile, first, second };
}

test('a denial erases what another tab has stored since an earlier denial', async () => {
  const { device, first, second, elapse } = await openTabsAfterChanges();
  second.answer('denied');
  expect(first.tracker.consent).toBe('denied');
  await elapse(2_000);
  expect([device.rows, first.tracker.consent, second.tracker.consent]).toEqual([undefined, 'denied', 'denied']);
});

test('such a denial that passes keeps the history', async () => {
  const { device, first, second, elapse } = await openTabsAfterChanges();
  second.answer('denied');
  await elapse(200);
  second.answer('granted');
  await elapse(10_000);
  expect([firstIds(device.events), first.tracker.consent, second.tracker.consent]).toEqual([
    ['later'],
    'granted',
    'granted',
  ]);
});

test('a passing denial in another tab keeps the history, if this tab has no answer', async () => {
  const { device, openTab, answer, elapse } = await openWithHistory();
  const other = openTab();
  await microtasks();
  answer('denied');
  await elapse(200);
  answer('granted');
  await elapse(10_000);
  expect([firstIds(device.events), other.tracker.consent]).toEqual([['before'], 'unset']);
});

test('a denial in another tab that passes while this tab is frozen keeps the history', async () => {
  const { device, openTab, answer, elapse } = await openWithHistory();
  const frozen = openTab();
  frozen.answer('granted');
  await microtasks();
  answer('denied');
  frozen.page.dispatchEvent(pageTransition('pagehide', true));
  frozen.page.document.dispatchEvent(new Event('freeze'));
  answer('granted');
  frozen.page.dispatchEvent(pageTransition('pageshow', true));
  frozen.answer('granted');
  await elapse(10_000);
  expect([firstIds(device.events), frozen.tracker.consent]).toEqual([['before'], 'granted']);
});

test('an erasure in another tab includes the events that wait for consent in this tab', async () => {
  const { device, openTab, tracker } = await openWithHistory();
  const waiting = openTab({ beforeConsent: 'buffer' });
  await microtasks();
  const result = waiting.track('early');
  await tracker.erase();
  waiting.answer('granted');
  expect(await result).toEqual({ stored: false, reason: 'erased' });
  expect(device.events).toEqual([]);
});

test('a denial by the shop reaches a tab whose first event is being stored', async () => {
  const { device, openTab, elapse, tracker, answer } = await openWithHistory();
  answer('denied');
  await elapse(2_000);
  const other = openTab();
  other.answer('granted');
  let open = () => {};
  device.gates.set('prepare', new Promise<void>((resolve) => (open = resolve)));
  const result = other.track('early');
  await microtasks();
  await tracker.setConsent('denied');
  expect(other.tracker.consent).toBe('denied');
  open();
  expect(await result).toEqual(NO_CONSENT);
  await microtasks();
  expect(device.rows).toBeUndefined();
});
