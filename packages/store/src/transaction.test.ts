import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DATABASE_VERSION, type HistoryDatabase, type HistoryTransaction, upgrade } from './schema.js';
import { InMemoryDatabases } from './testing/inMemoryDatabases.js';
import { InMemoryTransaction } from './testing/inMemoryTransaction.js';
import { readFrom, writeTo } from './transaction.js';

let databases: InMemoryDatabases;
let database: HistoryDatabase;
beforeEach(async () => {
  databases = new InMemoryDatabases();
  database = await databases.open('aisle-shop', DATABASE_VERSION, {
    upgrade: (database, oldVersion, _, transaction) => upgrade(database, oldVersion, transaction),
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
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

// WebKit keeps a read of a cached page that waits for its events, and other pages' writes wait behind it. It ends the
// reads of a terminated worker, unless a transaction of the same connection commits at that moment.
test.each([
  ['in a window commits at once', { document: {} }, 1],
  ['in a worker does not commit', {}, 0],
])('a read %s', async (_, globals, commits) => {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  const commit = vi.spyOn(InMemoryTransaction.prototype, 'commit');
  const reading = bytes();
  expect(commit).toHaveBeenCalledTimes(commits);
  expect(await reading).toBeUndefined();
});

test("a worker's read resolves after the end of its transaction", async () => {
  const begin = vi.spyOn(database, 'transaction');
  const order: string[] = [];
  const reading = bytes().then(() => order.push('read'));
  const transaction: Pick<HistoryTransaction<'readonly'>, 'done'> = begin.mock.results[0]!.value;
  await Promise.all([reading, transaction.done.then(() => order.push('ended'))]);
  expect(order).toEqual(['ended', 'read']);
});

// The test runner fails on an unhandled rejection.
test('a failed read causes no unhandled rejection', async () => {
  databases.failNext('meta.get', 'UnknownError');
  await expect(bytes()).rejects.toThrow('meta.get failed');
});
