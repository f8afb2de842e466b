import { expect, test } from 'vitest';
import { calibrationRecord } from './calibrationRecord.js';
import { CACHE_NAME, CHANNEL_URL, TestCdn } from './testing/testCdn.js';

test('a calibration record belongs to one release', async () => {
  const { cache } = new TestCdn().sources();
  await calibrationRecord(cache, CHANNEL_URL, 'one').write('wasm');
  expect(await calibrationRecord(cache, CHANNEL_URL, 'one').read()).toBe('wasm');
  expect(await calibrationRecord(cache, CHANNEL_URL, 'two').read()).toBeUndefined();
});

test('an aborted signal prevents writing', async () => {
  const cdn = new TestCdn();
  await calibrationRecord(cdn.sources().cache, CHANNEL_URL, 'one').write('wasm', AbortSignal.abort());
  expect(cdn.caches.writes).toEqual([]);
});

test.each(['["one"]', '["one",7]', '{"length":2}', 'null', 'wasm'])(
  'the invalid stored record %s is ignored',
  async (stored) => {
    const cdn = new TestCdn();
    await (await cdn.caches.open(CACHE_NAME)).put(
      'https://shop.example/weights/aisle-calibration',
      new Response(stored),
    );
    expect(await calibrationRecord(cdn.sources().cache, CHANNEL_URL, 'one').read()).toBeUndefined();
  },
);
