import type { TrackedEvent } from '@aisle/core';
import { beforeEach, expect, test } from 'vitest';
import { encryptedRows } from './encryption.js';
import { EventReader } from './eventReader.js';
import { EventStore } from './eventStore.js';
import { InMemoryDatabases } from './testing/inMemoryDatabases.js';

const EVENT: TrackedEvent = { schemaVersion: 1, type: 'search', search_term: 'red lamp', timestampMs: Date.now() };

let databases: InMemoryDatabases;
let store: EventStore;
let reader: EventReader;
beforeEach(() => {
  databases = new InMemoryDatabases();
  store = new EventStore('shop', { factory: databases });
  reader = new EventReader('shop', { factory: databases });
});

test('readSince returns stored events and the latest cursor', async () => {
  const cursor = await store.append(EVENT);
  expect(await reader.readSince(0)).toEqual({ ...cursor, events: [EVENT] });
  expect(await reader.readSince(1)).toEqual({ ...cursor, events: [] });
});

test('encrypted events are read without a cipher', async () => {
  store.encryptWith(encryptedRows());
  await store.append(EVENT);
  expect((await reader.readSince(0))?.events).toEqual([EVENT]);
});

test('reading without a history creates no database', async () => {
  expect(await reader.readSince(0)).toBeUndefined();
  databases.canList = false;
  expect(await reader.readSince(0)).toBeUndefined();
  expect(databases.databases.size).toBe(0);
});

test('a history that is created later is found', async () => {
  await reader.readSince(0);
  await store.append(EVENT);
  expect((await reader.readSince(0))?.events).toHaveLength(1);
});

test('readSince rejects if the browser refuses storage', async () => {
  await store.append(EVENT);
  databases.failNext('open', 'SecurityError');
  await expect(reader.readSince(0)).rejects.toMatchObject({ code: 'storage-failed' });
});

test('an erase does not wait for a reader', async () => {
  await store.append(EVENT);
  await reader.readSince(0);
  expect(await store.erase()).toMatchObject({ databaseDeleted: true });
  expect(await reader.readSince(0)).toBeUndefined();
});

test('close also closes the connection of a pending open', async () => {
  await store.append(EVENT);
  await store.close();
  let release = (): void => undefined;
  databases.openDelay = new Promise((resolve) => (release = resolve));
  const reading = reader.readSince(0);
  const closing = reader.close();
  release();
  await closing;
  expect(databases.databases.get('aisle-shop')!.connections.size).toBe(0);
  await reading;
});
