import { beforeEach, expect, test } from 'vitest';
import { DATABASE_VERSION, type HistoryDatabase, upgrade } from './schema.js';
import { InMemoryDatabases } from './testing/inMemoryDatabases.js';
import type { InMemoryTransaction } from './testing/inMemoryTransaction.js';
import { readFrom, writeTo } from './transaction.js';

let databases: InMemoryDatabases;
let database: HistoryDatabase;
beforeEach(async () => {
  databases = new InMemoryDatabases();
  database = await databases.open('aisle-shop', DATABASE_VERSION, {
    upgrade: (database, oldVersion, _, transaction) => upgrade(database, oldVersion, transaction),
  });
});

const bytes = () => readFrom(database, (transaction) => transaction.objectStore('meta').get('bytes'));

test('a write resolves with the results of its requests', async () => {
  const [key, value] = await writeTo(database, (transaction) => {
    const meta = transaction.objectStore('meta');
    return [meta.put(7, 'bytes'), meta.get('bytes')];
  });
  expect([key, value]).toEqual(['bytes', 7]);
});

test('a failed request reverts the others and is the reason', async () => {
  databases.failNext('events.clear', 'UnknownError');
  const writing = writeTo(database, (transaction) => [
    transaction.objectStore('meta').put(7, 'bytes'),
    transaction.objectStore('events').clear(),
  ]);
  await expect(writing).rejects.toThrow('events.clear failed');
  expect(await bytes()).toBeUndefined();
});

test("an aborted write rejects with the abort's reason", async () => {
  const writing = writeTo(database, (transaction) => {
    (transaction as unknown as InMemoryTransaction).abort(new DOMException('full', 'QuotaExceededError'));
    return [transaction.objectStore('meta').put(7, 'bytes')];
  });
  await expect(writing).rejects.toMatchObject({ name: 'QuotaExceededError' });
});

// The test runner fails on an unhandled rejection.
test('a failed read causes no unhandled rejection', async () => {
  databases.failNext('meta.get', 'UnknownError');
  await expect(bytes()).rejects.toThrow('meta.get failed');
});
