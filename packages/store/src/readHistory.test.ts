import { beforeEach, expect, test } from 'vitest';
import { readHistory } from './readHistory.js';
import { DATABASE_VERSION, type HistoryDatabase, upgrade } from './schema.js';
import { InMemoryDatabases } from './testing/inMemoryDatabases.js';
import { writeTo } from './transaction.js';

let opened: HistoryDatabase;
/** The same database with observed transactions. */
let database: HistoryDatabase;
/** Runs before each transaction begins. */
let beforeTransaction: ((number: number) => void) | undefined;
/** For each transaction, the number of all its requests, and of its synchronous ones. */
let requests: { all: number; atOnce: number }[];

beforeEach(async () => {
  const databases = new InMemoryDatabases();
  opened = await databases.open('aisle-shop', DATABASE_VERSION, {
    upgrade: (database, oldVersion, _, transaction) => upgrade(database, oldVersion, transaction),
  });
  await writeTo(opened, (transaction) =>
    ['a', 'b', 'c'].map((search_term, index) =>
      transaction.objectStore('events').add({ schemaVersion: 1, type: 'search', search_term, timestampMs: index + 1 }),
    ),
  );
  requests = [];
  beforeTransaction = undefined;
  database = watched();
});

function watched(): HistoryDatabase {
  const transaction = (...names: Parameters<HistoryDatabase['transaction']>) => {
    beforeTransaction?.(requests.length + 1);
    const inner = opened.transaction(...names);
    const count = { all: 0, atOnce: 0 };
    requests.push(count);
    void Promise.resolve().then(() => (count.atOnce = count.all));
    const objectStore: typeof inner.objectStore = (name) => ((count.all += 1), inner.objectStore(name));
    return { done: inner.done, objectStore };
  };
  return { transaction } as unknown as HistoryDatabase;
}

const read = async (afterSeq: number, limit?: number) => {
  const { seq, events } = await readHistory(database, async (rows) => [...rows], afterSeq, limit);
  return [seq, ...events.map((event) => event.type === 'search' && event.search_term)];
};

test('reads events after a number, at most the latest of a limit', async () => {
  expect(await read(0)).toEqual([3, 'a', 'b', 'c']);
  expect(await read(1)).toEqual([3, 'b', 'c']);
  expect(await read(0, 2)).toEqual([3, 'b', 'c']);
  expect(await read(3)).toEqual([3]);
});

test('each transaction issues all its requests synchronously', async () => {
  await read(0, 2);
  expect(requests).toEqual([
    { all: 2, atOnce: 2 },
    { all: 3, atOnce: 3 },
  ]);
});

test('a history erased between transactions is not mixed with another', async () => {
  beforeTransaction = (number) => {
    if (number === 2) void writeTo(opened, (transaction) => [transaction.objectStore('meta').put('next', 'epoch')]);
  };
  await expect(read(0)).rejects.toMatchObject({ name: 'InvalidStateError' });
});
