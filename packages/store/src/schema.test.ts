import { parseItemId, type TrackedEvent } from '@aisle/core';
import { beforeEach, expect, test } from 'vitest';
import { EventStore } from './eventStore.js';
import { upgrade } from './schema.js';
import { InMemoryDatabases } from './testing/inMemoryDatabases.js';

const NAME = 'aisle-shop';
/** Within the retention. */
const TIMESTAMP_MS = Date.now();
const plain = (itemId: string): TrackedEvent => ({
  schemaVersion: 1,
  type: 'view_item',
  timestampMs: TIMESTAMP_MS,
  items: [{ item_id: parseItemId(itemId) }],
});

let databases: InMemoryDatabases;
let store: EventStore;
/** A database of version 1, with two plain rows around one of the unpublished encryption format. */
beforeEach(async () => {
  databases = new InMemoryDatabases();
  store = new EventStore('shop', { factory: databases });
  const database = await databases.open(NAME, 1, {
    upgrade: (database, oldVersion, _, tx) => upgrade(database, oldVersion, tx),
  });
  const tx = database.transaction(['events', 'meta'], 'readwrite');
  await tx.objectStore('events').add(plain('a'));
  await tx.objectStore('events').add({ timestampMs: 1, sealed: new Uint8Array(60) } as never);
  await tx.objectStore('events').add(plain('b'));
  await tx.objectStore('meta').put('a key', 'key');
  await tx.objectStore('meta').put(500, 'bytes');
  database.close();
});

const keysOf = (store: 'events' | 'meta') => [...databases.rowsOf(NAME, store).keys()];

test('version 2 deletes obsolete encrypted rows and their key', async () => {
  expect(await store.readSince(0)).toMatchObject({ seq: 3, events: [plain('a'), plain('b')] });
  expect(keysOf('events')).toEqual([1, 3]);
  expect(keysOf('meta')).toEqual(['epoch']);
});

test('after the upgrade, the history and its numbers continue', async () => {
  const { historyId, seq } = await store.append(plain('c'));
  expect(seq).toBe(4);
  expect(historyId).toBe(databases.rowsOf(NAME, 'meta').get('epoch'));
});
