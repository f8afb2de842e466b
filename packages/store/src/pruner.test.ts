import { beforeEach, expect, test } from 'vitest';
import { Pruner } from './pruner.js';
import { DATABASE_VERSION, type HistoryDatabase, upgrade } from './schema.js';
import { InMemoryDatabases } from './testing/inMemoryDatabases.js';

const HOUR_MS = 3_600_000;
/** JSON of 20 bytes. */
const row = (timestampMs: number) => ({ timestampMs }) as never;

let databases: InMemoryDatabases;
let database: HistoryDatabase;
let nowMs: number;
let pruner: Pruner;
beforeEach(async () => {
  databases = new InMemoryDatabases();
  database = await databases.open('aisle-shop', DATABASE_VERSION, {
    upgrade: (database, oldVersion, _, transaction) => upgrade(database, oldVersion, transaction),
  });
  nowMs = 10 * HOUR_MS;
  pruner = new Pruner({ maxEvents: 3, maxAgeMs: 2 * HOUR_MS, maxBytes: 100 }, () => nowMs);
  const { rows } = databases.databases.get('aisle-shop')!.stores.get('events')!;
  // Rows 1 to 5, from five hours ago to one hour ago: {"timestampMs":18000000} and so on, 24 bytes each.
  for (let seq = 1; seq <= 5; seq++) rows.set(seq, row((4 + seq) * HOUR_MS));
});

const seqs = () => [...databases.rowsOf('aisle-shop', 'events').keys()];

test('pruneByCount deletes the oldest events', async () => {
  await pruner.pruneByCount(database, 5);
  expect(seqs()).toEqual([3, 4, 5]);
});

test('pruneByAge deletes events older than the limit', async () => {
  await pruner.pruneByAge(database);
  expect(seqs()).toEqual([4, 5]);
});

test('pruning by age is due after an hour or a failure', async () => {
  expect(pruner.isAgeDue).toBe(true);
  await pruner.pruneByAge(database);
  nowMs += HOUR_MS;
  expect(pruner.isAgeDue).toBe(false);
  nowMs += 1;
  databases.failNext('events.index.getAllKeys', 'UnknownError');
  await expect(pruner.pruneByAge(database)).rejects.toThrow();
  expect(pruner.isAgeDue).toBe(true);
});

test('pruneByBytes keeps the latest events within nine tenths', async () => {
  // 5 rows take 120 bytes. 3 of them take 72 and 4 of them 96, of 90 allowed.
  pruner.setBytes(undefined);
  expect(pruner.exceedsBytes).toBe(true);
  await pruner.pruneByBytes(database);
  expect(seqs()).toEqual([3, 4, 5]);
  expect(pruner.addBytes(28)).toBe(100);
  expect(pruner.exceedsBytes).toBe(false);
});

test('an estimate that was too high does not delete events', async () => {
  // 4 rows take 96 of the 100 allowed.
  await pruner.pruneByCount(database, 4);
  pruner.setBytes(1000);
  await pruner.pruneByBytes(database);
  expect(seqs()).toEqual([2, 3, 4, 5]);
});

test('halving keeps the latest rows up to half of the bytes', async () => {
  await pruner.halve(database);
  expect(seqs()).toEqual([4, 5]);
});

const DAY_MS = 24 * HOUR_MS;

test('a clock that was ahead once deletes nothing', async () => {
  pruner = new Pruner({ maxEvents: 9, maxAgeMs: 180 * DAY_MS, maxBytes: 1e6 }, () => nowMs);
  await pruner.pruneByAge(database);
  nowMs += 400 * DAY_MS;
  await pruner.pruneByAge(database);
  expect(seqs()).toEqual([1, 2, 3, 4, 5]);
  nowMs -= 400 * DAY_MS;
  await pruner.pruneByAge(database);
  expect(seqs()).toEqual([1, 2, 3, 4, 5]);
});

test('after a long break, old events are deleted a day after the next event', async () => {
  pruner = new Pruner({ maxEvents: 9, maxAgeMs: 180 * DAY_MS, maxBytes: 1e6 }, () => nowMs);
  await pruner.pruneByAge(database);
  nowMs += 400 * DAY_MS;
  databases.databases.get('aisle-shop')!.stores.get('events')!.rows.set(6, row(nowMs));
  await pruner.pruneByAge(database);
  nowMs += DAY_MS;
  await pruner.pruneByAge(database);
  expect(seqs()).toEqual([6]);
});

test('events from the future get the current time and keep their fields', async () => {
  const { rows } = databases.databases.get('aisle-shop')!.stores.get('events')!;
  const encrypted = new Uint8Array([1, 2]);
  rows.set(6, { timestampMs: nowMs + DAY_MS + 1, encrypted });
  rows.set(7, { timestampMs: nowMs + DAY_MS, search_term: 'tomorrow' });
  await pruner.pruneByAge(database);
  expect(databases.rowsOf('aisle-shop', 'events').get(6)).toEqual({ timestampMs: nowMs, encrypted });
  expect(databases.rowsOf('aisle-shop', 'events').get(7)).toMatchObject({ timestampMs: nowMs + DAY_MS });
});

test('a clock that was set back changes no time', async () => {
  pruner = new Pruner({ maxEvents: 9, maxAgeMs: 180 * DAY_MS, maxBytes: 1e6 }, () => nowMs);
  const before = [...databases.rowsOf('aisle-shop', 'events')];
  nowMs -= 90 * DAY_MS;
  await pruner.pruneByAge(database);
  expect([...databases.rowsOf('aisle-shop', 'events')]).toEqual(before);
});
