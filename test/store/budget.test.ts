import { expect, test } from 'vitest';
import { exported, startAisle, track, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();

/** The length of an event's JSON without its search term. */
const ENVELOPE_BYTES = '{"schemaVersion":1,"timestampMs":1234567890123,"type":"search","search_term":""}'.length;
const EVENT_BYTES = 200;
const search = (n: number) =>
  ({
    type: 'search',
    search_term: String(n).padEnd(EVENT_BYTES - ENVELOPE_BYTES, '.'),
    timestampMs: 1_234_567_890_123,
  }) as const;
const retention = { maxBytes: 10 * EVENT_BYTES, maxAgeMs: 1e15 };

const numbers = async (page: Parameters<typeof exported>[0]) =>
  (await exported(page)).map((event) => 'search_term' in event && parseInt(event.search_term, 10));

test('exceeding maxBytes deletes the oldest events down to nine tenths', async () => {
  const page = await site.openPage();
  await startAisle(page, { retention });
  for (let n = 1; n <= 10; n++) await track(page, search(n));
  expect(await numbers(page)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  await track(page, search(11));
  await expect.poll(() => numbers(page)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11]);
  // The next event fits.
  await track(page, search(12));
  expect(await numbers(page)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test('maxBytes includes earlier page views and other tabs', async () => {
  const context = await site.newContext();
  const [a, b] = [await site.openPage(context), await site.openPage(context)];
  await startAisle(a, { retention });
  for (let n = 1; n <= 6; n++) await track(a, search(n));
  await startAisle(b, { retention });
  for (let n = 7; n <= 10; n++) await track(b, search(n));
  await b.reload();
  await startAisle(b, { retention });
  await track(b, search(11));
  await expect.poll(() => numbers(b)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11]);
});
