import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { browserOpener } from './databaseFactory.js';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('origin', 'https://shop.example');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('names are those that the browser lists', async () => {
  vi.stubGlobal('indexedDB', { databases: async () => [{ name: 'aisle-shop', version: 2 }] });
  expect(await browserOpener.names()).toEqual(['aisle-shop']);
});

test.each([
  ['cannot list databases', {}, 0],
  ['refuses to list databases', { databases: () => Promise.reject(new DOMException('damaged', 'UnknownError')) }, 0],
  ['does not answer for 2 s', { databases: () => new Promise(() => {}) }, 2000],
])('names are unknown if the browser %s', async (_, indexedDB, afterMs) => {
  vi.stubGlobal('indexedDB', indexedDB);
  const names = browserOpener.names();
  await vi.advanceTimersByTimeAsync(afterMs);
  expect(await names).toBeUndefined();
});
