import { beforeEach, expect, test } from 'vitest';
import type { DecisionRow } from './decisionRows.js';
import { encryptedRows } from './encryption.js';
import { EventStore } from './eventStore.js';
import { InMemoryDatabases } from './testing/inMemoryDatabases.js';

const NOW_MS = 1_000_000;
const MAX_AGE_MS = 500_000;

let databases: InMemoryDatabases;
beforeEach(() => {
  databases = new InMemoryDatabases();
});

/** A tab over the same databases. */
const tab = (now = () => NOW_MS) =>
  new EventStore('shop', {
    factory: databases,
    now,
    retention: { maxEvents: 1000, maxAgeMs: MAX_AGE_MS, maxBytes: 1e6 },
  });
const decisions = () => databases.rowsOf('aisle-shop', 'decisions');
/** A tab that encrypts, with a key of the shop if there is one. */
const encryptingTab = (key?: Uint8Array) => {
  const one = tab();
  one.encryptWith(encryptedRows(key as never));
  return one;
};
const row = (decisionId: string, fields: Partial<DecisionRow> = {}) => ({
  decisionId,
  timestampMs: NOW_MS,
  intervention: 'welcome',
  shownMs: NOW_MS,
  ...fields,
});
const put = (of: EventStore, decision: DecisionRow) => of.changeDecisions(() => ({ put: decision, result: undefined }));
const read = (of: EventStore) => of.changeDecisions((rows) => ({ result: rows }));

test('of an encrypted decision, only its time is readable', async () => {
  await put(encryptingTab(), row('mute-welcome', { muted: true }));
  const [[key, stored]] = [...decisions()] as [[string, object]];
  expect(key).not.toContain('mute');
  expect(Object.keys(stored)).toEqual(['timestampMs', 'encrypted']);
  expect(await read(encryptingTab())).toEqual([row('mute-welcome', { muted: true })]);
});

test('an encrypted decision is replaced, removed, and deleted when it is too old', async () => {
  const [first, second] = [encryptingTab(), encryptingTab()];
  await put(first, row('a'));
  await put(second, row('b', { timestampMs: NOW_MS - MAX_AGE_MS - 1 }));
  await put(second, row('a', { dismissedMs: NOW_MS }));
  expect(await read(first)).toEqual([row('a', { dismissedMs: NOW_MS })]);
  expect(decisions().size).toBe(1);
  await first.changeDecisions(() => ({ remove: 'a', result: undefined }));
  expect(decisions().size).toBe(0);
});

test('where a decision cannot be decrypted, nothing is decided until it is too old', async () => {
  await put(encryptingTab(new Uint8Array(32).fill(1)), row('mute-all', { muted: true }));
  for (const other of [tab(), encryptingTab(new Uint8Array(32).fill(2))])
    await expect(read(other)).rejects.toMatchObject({ code: 'storage-failed' });
  const later = tab(() => NOW_MS + MAX_AGE_MS + 1);
  later.encryptWith(encryptedRows());
  expect(await read(later)).toEqual([]);
});
