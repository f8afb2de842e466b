import { DEFAULT_RETENTION, EventStore } from '@aisle/store';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InMemoryDatabases } from '../../store/src/testing/inMemoryDatabases.js';
import { firstIds, viewInput } from './testing/events.js';
import { FakePage, pageTransition } from './testing/fakePage.js';
import { Tracker } from './tracker.js';

/*
 * In WebKit, a transaction of a page in the back/forward cache can block all transactions of other pages for as long as
 * the page is cached.
 */

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.spyOn(console, 'warn').mockReturnValue();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A tracker over a database that the test can block. */
function makeTracker() {
  const databases = new InMemoryDatabases();
  const page = new FakePage();
  const ignore = () => {};
  const tracker = new Tracker(
    {
      namespace: 'shop',
      retention: DEFAULT_RETENTION,
      automation: 'record',
      beforeConsent: 'drop',
      consentInputs: [],
      eventTypes: undefined,
      now: Date.now,
    },
    {
      onStored: ignore,
      onStoredInOtherTab: ignore,
      onErased: ignore,
      onChange: ignore,
      onConsentApplied: async () => {},
    },
    page,
    new EventStore('shop', { factory: databases }),
  );
  const block = (): (() => void) => {
    let release = (): void => undefined;
    databases.transactionDelay = new Promise((resolve) => (release = resolve));
    return () => {
      databases.transactionDelay = Promise.resolve();
      release();
    };
  };
  return { tracker, page, block, track: (id: string) => tracker.track(viewInput(id), 'page') };
}

test('a blocked write settles after 5 s, and the history continues in memory', async () => {
  const { tracker, block, track } = makeTracker();
  await tracker.setConsent('granted');
  expect(await track('a')).toMatchObject({ stored: true });
  block();
  const written = track('b');
  await vi.advanceTimersByTimeAsync(5000);
  expect(await written).toEqual({ stored: false, reason: 'in-memory' });
  expect(await track('c')).toEqual({ stored: false, reason: 'in-memory' });
  expect(firstIds(await tracker.readAll())).toEqual(['b', 'c']);
  expect(tracker.problem).toMatchObject({ code: 'storage-failed' });
});

test('a page that opens a blocked database settles its events after 5 s', async () => {
  const { tracker, block, track } = makeTracker();
  await tracker.setConsent('granted');
  await track('a');
  await tracker.setConsent('denied');
  block();
  await tracker.setConsent('granted');
  const tracked = track('b');
  await vi.advanceTimersByTimeAsync(5000);
  expect(await tracked).toEqual({ stored: false, reason: 'in-memory' });
});

test('a page that resumes beside a blocked database settles its events after 5 s', async () => {
  const { tracker, page, block, track } = makeTracker();
  await tracker.setConsent('granted');
  await track('a');
  const unblock = block();
  page.dispatchEvent(pageTransition('pageshow', true));
  const tracked = track('b');
  await vi.advanceTimersByTimeAsync(5000);
  // It is unknown whether the history was erased meanwhile.
  expect(await tracked).toEqual({ stored: false, reason: 'no-consent' });
  expect(tracker.revalidation).toBeUndefined();
  unblock();
  await vi.advanceTimersByTimeAsync(0);
  await tracker.setConsent('granted');
  expect(await track('c')).toMatchObject({ stored: true, seq: 2 });
});
