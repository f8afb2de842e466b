import { expect, test } from 'vitest';
import { ReleaseCache } from './releaseCache.js';
import { InMemoryCaches } from './testing/inMemoryCaches.js';

const cacheOf = (caches: unknown) => new ReleaseCache('aisle-test', () => caches as CacheStorage);

test('an erased cache is not created again', async () => {
  const caches = new InMemoryCaches();
  const cache = cacheOf(caches);
  await cache.put('https://a.example/x', 'stored');
  await caches.delete('aisle-test');
  await cache.put('https://a.example/y', 'late');
  expect(caches.stored.size).toBe(0);
  expect(cache.allowed).toBe(false);
});

test('a cache erased during its opening stays erased', async () => {
  const caches = new InMemoryCaches();
  const cache = cacheOf(caches);
  await cache.open();
  const has = caches.has.bind(caches);
  caches.has = async (name) => {
    const found = await has(name);
    await caches.delete(name);
    return found;
  };
  await cache.put('https://a.example/x', 'late');
  expect(caches.stored.size).toBe(0);
});

test('nothing is stored without a name', async () => {
  const caches = new InMemoryCaches();
  const cache = new ReleaseCache(undefined, () => caches as unknown as CacheStorage);
  await cache.put('https://a.example/x', 'stored');
  expect([cache.allowed, await cache.open(), caches.stored.size]).toEqual([false, undefined, 0]);
});

test('a browser that denies Cache Storage is tolerated', async () => {
  const refusing = () => {
    throw new DOMException('refused', 'SecurityError');
  };
  expect(await new ReleaseCache('aisle-test', refusing).open()).toBeUndefined();
  expect(await cacheOf({ has: refusing, open: refusing }).open()).toBeUndefined();
});

test('a file above the quota is not stored and throws nothing', async () => {
  const caches = new InMemoryCaches();
  caches.maxBytes = 3;
  await cacheOf(caches).put('https://a.example/x', 'four');
  expect(caches.files.size).toBe(0);
});

test('an aborted signal stops writing', async () => {
  const caches = new InMemoryCaches();
  await cacheOf(caches).put('https://a.example/x', 'stored', AbortSignal.abort());
  expect(caches.writes).toEqual([]);
});
