import { AisleError } from '@aisle/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Connection } from './connection.js';
import { InMemoryDatabases } from './testing/inMemoryDatabases.js';

const NAME = 'aisle-shop';
const CURRENT = `${NAME} 3`;

let databases: InMemoryDatabases;
let closedCount: number;
let connection: Connection;

const count = () => connection.run('count', (database) => database.transaction('events').objectStore('events').count());
const settled = (work: Promise<unknown>) =>
  work.then(
    (value) => value,
    (cause: unknown) => cause,
  );

beforeEach(() => {
  databases = new InMemoryDatabases();
  closedCount = 0;
  connection = new Connection(NAME, databases, () => (closedCount += 1));
});
afterEach(() => void vi.useRealTimers());

test('concurrent calls share one open', async () => {
  expect(await Promise.all([count(), count(), count()])).toEqual([0, 0, 0]);
  expect(databases.opens).toEqual([CURRENT]);
});

test.each([
  ['terminated by the browser', async () => databases.terminate(NAME)],
  ['deleted by another tab', () => databases.delete(NAME)],
])('a database %s is opened again at the next call', async (_, take) => {
  await count();
  await take();
  expect(closedCount).toBe(1);
  expect(await count()).toBe(0);
  expect(databases.opens).toEqual([CURRENT, CURRENT]);
});

test('work on a lost connection runs again on a new one', async () => {
  const done = await connection.run('write', async (database) => {
    if (databases.opens.length < 3)
      throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
    return database.transaction('events').objectStore('events').count();
  });
  expect(done).toBe(0);
  expect(databases.opens).toHaveLength(3);
});

test('a connection lost four times fails with storage-failed', async () => {
  const lost = new DOMException('closing', 'InvalidStateError');
  const failure = await settled(connection.run('write', () => Promise.reject(lost)));
  expect(failure).toMatchObject({ code: 'storage-failed', details: { operation: 'write' }, cause: lost });
  expect(databases.opens).toHaveLength(4);
});

test('other errors are not retried', async () => {
  const failure = await settled(
    connection.run('write', () => Promise.reject(new DOMException('full', 'QuotaExceededError'))),
  );
  expect(failure).toMatchObject({ code: 'storage-failed', message: 'IndexedDB could not write: full' });
  expect(databases.opens).toHaveLength(1);
});

test('the next call retries a failed open', async () => {
  databases.failNext('open', 'SecurityError');
  expect(await settled(count())).toMatchObject({ code: 'storage-failed' });
  expect(await count()).toBe(0);
});

test('an open of over 5 s fails and closes its late connection', async () => {
  vi.useFakeTimers();
  let release = (): void => undefined;
  databases.openDelay = new Promise((resolve) => (release = resolve));
  const failure = settled(count());
  await vi.advanceTimersByTimeAsync(5000);
  const message = `IndexedDB did not open ${NAME} within 5000 ms: the browser did not answer.`;
  expect(await failure).toEqual(new AisleError('storage-failed', message));
  release();
  await vi.advanceTimersByTimeAsync(0);
  expect(databases.databases.get(NAME)!.connections.size).toBe(0);
});

test('the error of a blocked open names the other tab', async () => {
  await count();
  databases.databases.get(NAME)!.version = 1;
  await connection.close();
  const thaw = databases.freezeTab(NAME);
  vi.useFakeTimers();
  const failure = settled(count());
  await vi.advanceTimersByTimeAsync(5000);
  expect(await failure).toMatchObject({
    message: `IndexedDB did not open ${NAME} within 5000 ms: another tab or script has an older version open.`,
  });
  thaw();
  await vi.advanceTimersByTimeAsync(0);
  expect(await count()).toBe(0);
});

test('while an open is overdue, calls fail immediately', async () => {
  let release = (): void => undefined;
  databases.openDelay = new Promise((resolve) => (release = resolve));
  vi.useFakeTimers();
  const failure = settled(count());
  await vi.advanceTimersByTimeAsync(5000);
  expect(await settled(count())).toBe(await failure);
  expect(databases.opens).toHaveLength(1);
  release();
  databases.openDelay = Promise.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(await count()).toBe(0);
});

test('work of over 5 s fails, and later calls fail until it ends', async () => {
  await count();
  let release = (): void => undefined;
  databases.transactionDelay = new Promise((resolve) => (release = resolve));
  vi.useFakeTimers();
  const failure = settled(count());
  await vi.advanceTimersByTimeAsync(5000);
  const message = 'IndexedDB did not count within 5000 ms: another page uses the database.';
  expect(await failure).toEqual(new AisleError('storage-failed', message));
  expect(await settled(count())).toBe(await failure);
  release();
  await vi.advanceTimersByTimeAsync(0);
  expect(await count()).toBe(0);
});

test('a database of a later version is opened in that version', async () => {
  await count();
  await connection.close();
  databases.databases.get(NAME)!.version = 7;
  expect(await count()).toBe(0);
  expect(databases.opens).toEqual([CURRENT, CURRENT, `${NAME} any`]);
  expect(databases.databases.get(NAME)!.version).toBe(7);
});

test('close waits for a pending open and closes its connection', async () => {
  let release = (): void => undefined;
  databases.openDelay = new Promise((resolve) => (release = resolve));
  const work = settled(count());
  let closed = false;
  const closing = connection.close().then(() => (closed = true));
  await new Promise((resolve) => setTimeout(resolve));
  expect(closed).toBe(false);
  release();
  await closing;
  expect(databases.databases.get(NAME)!.connections.size).toBe(0);
  databases.openDelay = Promise.resolve();
  await work;
});
