import type { TrackedEvent } from '@aisle/core';
import { expect, test } from 'vitest';
import { InMemoryStore } from './inMemoryStore.js';

const event = (search_term: string): TrackedEvent => ({
  schemaVersion: 1,
  type: 'search',
  search_term,
  timestampMs: 1,
});

test('the store keeps the latest events and continues their numbers', async () => {
  const store = new InMemoryStore(2, () => 7, [event('a')]);
  expect(await store.append(event('b'))).toMatchObject({ seq: 2 });
  expect(await store.append(event('c'))).toMatchObject({ seq: 3 });
  expect(await store.readSince(0)).toEqual({ historyId: store.historyId, seq: 3, events: [event('b'), event('c')] });
  expect(store.since(0, 1).events).toEqual([event('c')]);
  expect(store.since(2).events).toEqual([event('c')]);
});

test('erase empties the store and changes its history id', async () => {
  const store = new InMemoryStore(2, () => 7, [event('a')]);
  const { historyId } = store;
  expect(await store.erase()).toEqual({
    erasedAtMs: 7,
    database: 'memory',
    events: 1,
    databaseDeleted: true,
    mayRemainInFiles: false,
  });
  expect(await store.count()).toMatchObject({ seq: 0, count: 0 });
  expect(store.since(0)).toMatchObject({ seq: 0 });
  expect(store.historyId).not.toBe(historyId);
});
