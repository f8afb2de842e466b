import type { TrackedEvent } from '@aisle/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { encryptedRows } from './encryption.js';
import { EventStore, type EventStoreOptions } from './eventStore.js';
import { InMemoryDatabases } from './testing/inMemoryDatabases.js';

const NAME = 'aisle-shop';
const NOW_MS = 1_000_000;
const event = (search_term: string, timestampMs = NOW_MS): TrackedEvent => ({
  schemaVersion: 1,
  type: 'search',
  search_term,
  timestampMs,
});
/** Bytes of the event's JSON, without its search term. */
const EVENT_BYTES = '{"schemaVersion":1,"type":"search","search_term":"","timestampMs":1000000}'.length;
const GENEROUS = { maxEvents: 1000, maxAgeMs: NOW_MS, maxBytes: 1e6 };

let databases: InMemoryDatabases;
let store: EventStore;
beforeEach(() => {
  databases = new InMemoryDatabases();
  store = tab();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The store of another tab over the same databases. */
const tab = (options: EventStoreOptions = {}) =>
  new EventStore('shop', { factory: databases, now: () => NOW_MS, retention: GENEROUS, ...options });
const events = () => databases.rowsOf(NAME, 'events');
const meta = () => databases.rowsOf(NAME, 'meta');
const decisions = () => databases.rowsOf(NAME, 'decisions');
const decide = (decisionId: string) =>
  store.changeDecisions(() => ({
    put: { decisionId, timestampMs: NOW_MS, intervention: 'welcome', shownMs: NOW_MS },
    result: undefined,
  }));
const terms = async (of = store) =>
  (await of.readSince(0)).events.map((found) => 'search_term' in found && found.search_term);
/** Completes work that is not awaited, such as pruning after an append. */
const idle = () => new Promise((resolve) => setTimeout(resolve));

test('sequence numbers rise by one, from any tab', async () => {
  const other = tab();
  const cursors = [];
  for (const [i, one] of [store, other, store, store, other].entries()) cursors.push(await one.append(event(`${i}`)));
  expect(cursors.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  expect(new Set(cursors.map(({ historyId }) => historyId))).toEqual(new Set([meta().get('epoch')]));
  expect(await terms()).toEqual(['0', '1', '2', '3', '4']);
});

test('concurrent appends get numbers in their order', async () => {
  const cursors = await Promise.all(['a', 'b', 'c'].map((term) => store.append(event(term))));
  expect(cursors.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test('after prepare, an append writes synchronously', async () => {
  await store.prepare();
  void store.append(event('leaving'));
  for (let tick = 0; tick < 5; tick++) await undefined;
  expect(events().size).toBe(1);
});

test('readSince returns the latest events after a sequence number', async () => {
  for (const term of ['a', 'b', 'c', 'd']) await store.append(event(term));
  expect((await store.readSince(1)).events).toEqual([event('b'), event('c'), event('d')]);
  expect((await store.readSince(0, 2)).events).toEqual([event('c'), event('d')]);
  expect(await store.readSince(4)).toMatchObject({ seq: 4, events: [] });
});

test('rows of another script are omitted and keep their numbers', async () => {
  await store.append(event('a'));
  events().set('a text', { foreign: true }).set(2, 'no event');
  expect(await store.readSince(0)).toMatchObject({ seq: 2, events: [event('a')] });
});

test('on a full device, half of the history is deleted', async () => {
  for (const term of ['a', 'b', 'c', 'd']) await store.append(event(term));
  databases.failNext('events.add', 'QuotaExceededError');
  expect(await store.append(event('e'))).toMatchObject({ seq: 5 });
  expect(await terms()).toEqual(['c', 'd', 'e']);
});

test('an append to a full device fails with storage-failed', async () => {
  await store.append(event('a'));
  for (let i = 0; i < 2; i++) databases.failNext('events.add', 'QuotaExceededError');
  await expect(store.append(event('b'))).rejects.toMatchObject({ code: 'storage-failed' });
});

test('an append on a lost connection is stored once', async () => {
  await store.append(event('a'));
  databases.terminate(NAME);
  expect(await store.append(event('b'))).toMatchObject({ seq: 2 });
  expect(await terms()).toEqual(['a', 'b']);
});

test("after another tab's erase, numbers start again at 1", async () => {
  const before = await store.append(event('a'));
  const receipt = await tab().erase();
  expect(receipt).toEqual({
    erasedAtMs: NOW_MS,
    database: NAME,
    events: 1,
    databaseDeleted: true,
    mayRemainInFiles: true,
  });
  const after = await store.append(event('b'));
  expect(after.seq).toBe(1);
  expect(after.historyId).not.toBe(before.historyId);
});

test('an erase that a frozen tab blocks empties the database', async () => {
  store.encryptWith(encryptedRows());
  const { historyId } = await store.append(event('a'));
  await decide('1');
  databases.freezeTab(NAME);
  vi.useFakeTimers();
  const erasing = store.erase();
  await vi.advanceTimersByTimeAsync(2000);
  expect(await erasing).toMatchObject({ events: 1, databaseDeleted: false });
  expect([events().size, decisions().size]).toEqual([0, 0]);
  expect(meta().get('epoch')).not.toBe(historyId);
  expect(meta().has('wrappingKey')).toBe(false);
});

test('an erase that fails in one store leaves every store as it was', async () => {
  const { historyId } = await store.append(event('a'));
  await decide('1');
  databases.freezeTab(NAME);
  databases.failNext('meta.put', 'DataError');
  vi.useFakeTimers();
  const erasing = store.erase().catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(2000);
  expect(await erasing).toMatchObject({ code: 'storage-failed' });
  expect([events().size, decisions().size, meta().get('epoch')]).toEqual([1, 1, historyId]);
});

test('decisions of earlier days and reservations that ended are deleted by the next change', async () => {
  const row = (decisionId: string, fields: object) => ({
    put: { decisionId, timestampMs: NOW_MS, intervention: 'welcome', ...fields },
    result: undefined,
  });
  await store.changeDecisions(() => row('old', { timestampMs: NOW_MS - GENEROUS.maxAgeMs - 1, shownMs: 0 }));
  await store.changeDecisions(() => row('never-shown', { reservedUntilMs: NOW_MS }));
  await store.changeDecisions(() => row('reserved', { reservedUntilMs: NOW_MS + 1 }));
  await store.changeDecisions(() => row('mute-all', { timestampMs: 0, muted: true }));
  await store.changeDecisions(() => row('orders', { timestampMs: 0, orders: { mark: 'm' } }));
  const seen = await store.changeDecisions((rows) => ({ result: rows.map(({ decisionId }) => decisionId) }));
  expect(seen).toEqual(['mute-all', 'orders', 'reserved']);
  expect([...decisions().keys()].sort()).toEqual(['mute-all', 'orders', 'reserved']);
});

test('a row of another script that is no decision is not given to a change', async () => {
  await store.append(event('a'));
  decisions().set('x', { decisionId: 1 });
  expect(await store.changeDecisions((rows) => ({ result: rows }))).toEqual([]);
});

test('erase deletes a database that cannot be opened', async () => {
  await store.append(event('a'));
  await store.close();
  databases.failNext('open', 'SecurityError');
  expect(await store.erase()).toMatchObject({ events: undefined, databaseDeleted: true, mayRemainInFiles: true });
  expect(await store.exists()).toBe(false);
});

test('remove deletes events only of the given history', async () => {
  const { historyId } = await store.append(event('a'));
  await store.append(event('b'));
  await store.remove('another history', [1, 2]);
  expect(await store.count()).toMatchObject({ count: 2 });
  await store.remove(historyId, [1]);
  expect(await terms()).toEqual(['b']);
});

test('exists creates nothing, and is true if names are unknown', async () => {
  expect(await store.exists()).toBe(false);
  expect(databases.opens).toEqual([]);
  databases.canList = false;
  expect(await store.exists()).toBe(true);
});

test("retention by number deletes in the append's transaction", async () => {
  const few = tab({ retention: { ...GENEROUS, maxEvents: 2 } });
  for (const term of ['a', 'b', 'c']) await few.append(event(term));
  expect(await terms(few)).toEqual(['b', 'c']);
});

test('retention by number includes events of other tabs', async () => {
  const few = tab({ retention: { ...GENEROUS, maxEvents: 2 } });
  await few.append(event('a'));
  for (const term of ['b', 'c', 'd']) await store.append(event(term));
  await few.append(event('e'));
  await idle();
  expect(await terms()).toEqual(['d', 'e']);
});

test('retention by bytes keeps nine tenths of its limit', async () => {
  const small = tab({ retention: { ...GENEROUS, maxBytes: 10 * (EVENT_BYTES + 1) } });
  for (let i = 0; i < 10; i++) await small.append(event(`${i}`));
  expect(await small.count()).toMatchObject({ count: 10 });
  await small.append(event('x'));
  await idle();
  expect(await terms(small)).toEqual(['2', '3', '4', '5', '6', '7', '8', '9', 'x']);
  expect(meta().get('bytes')).toBe(11 * (EVENT_BYTES + 1));
});

test('prepare deletes events older than the retention', async () => {
  await store.append(event('old', 399));
  await store.append(event('young', 400));
  const later = tab({ retention: { ...GENEROUS, maxAgeMs: NOW_MS - 400 } });
  expect(await later.prepare()).toMatchObject({ seq: 2 });
  expect(await terms()).toEqual(['young']);
});

test('reading encrypted rows needs encryption; plain rows do not', async () => {
  await store.append(event('plain'));
  const encrypting = tab();
  encrypting.encryptWith(encryptedRows());
  await encrypting.append(event('secret'));
  expect(Object.keys(events().get(2) as object)).toEqual(['timestampMs', 'encrypted']);
  expect(await encrypting.readSince(0)).toMatchObject({ events: [event('plain'), event('secret')] });
  expect(await terms()).toEqual(['plain']);
});

test('encryptWith after the open encrypts the next event', async () => {
  await store.prepare();
  store.encryptWith(encryptedRows());
  await store.append(event('secret'));
  expect(databases.opens).toHaveLength(1);
  expect(JSON.stringify([...events()])).not.toContain('secret');
  expect(await terms()).toEqual(['secret']);
});

test("after another tab's erase, a new wrapping key is used", async () => {
  store.encryptWith(encryptedRows());
  await store.append(event('a'));
  const first = meta().get('wrappingKey');
  await tab().erase();
  await store.append(event('b'));
  expect(meta().get('wrappingKey')).not.toBe(first);
  expect(await terms()).toEqual(['b']);
});

test('the database does not contain bytes of a data key', async () => {
  const getRandomValues = vi.spyOn(crypto, 'getRandomValues');
  store.encryptWith(encryptedRows());
  await store.append(event('secret'));
  const dataKeys = getRandomValues.mock.calls.flatMap(([array]) =>
    array instanceof Uint8Array && array.length === 32 ? [Buffer.from(array)] : [],
  );
  expect(dataKeys).toHaveLength(1);
  const values = [...events().values(), ...meta().values()].flatMap((value) => Object.values(value as object));
  const stored = Buffer.concat(values.filter((value) => value instanceof Uint8Array));
  expect(stored.length).toBeGreaterThan(0);
  expect(stored.includes(dataKeys[0]!.subarray(0, 8))).toBe(false);
});

test('deletions by the retention and by the browser are reported', async () => {
  const reported: string[] = [];
  const small = tab({ retention: { ...GENEROUS, maxBytes: 3 * EVENT_BYTES } });
  await small.prepare();
  small.onEventsDeleted = () => reported.push('deleted');
  for (const term of ['a', 'b']) await small.append(event(term));
  await idle();
  expect(reported).toEqual([]);
  await small.append(event('c'));
  await idle();
  expect(reported).toEqual(['deleted']);
  databases.terminate(NAME);
  await idle();
  expect(reported).toEqual(['deleted', 'deleted']);
});
