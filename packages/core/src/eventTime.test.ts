import { expect, test } from 'vitest';
import { parseEvent } from './events.js';
import { timeLimits } from './eventTime.js';

const DAY_MS = 86_400_000;
/** 2026-06-01 and the day 180 days before, 2025-12-03. */
const NOW_MS = 1_780_272_000_000;
const OLDEST_MS = 1_764_720_000_000;
const LIMITS = timeLimits(NOW_MS, 180 * DAY_MS);
const EXPECTED = 'milliseconds since 1970, not older than the retention and at most 24 hours ahead of the clock';

const timed = (timestampMs: unknown, limits = LIMITS) =>
  parseEvent({ type: 'search', search_term: 'lamp', timestampMs }, NOW_MS, { limits }).timestampMs;

test('the oldest and the latest time are accepted', () => {
  for (const timeMs of [OLDEST_MS, NOW_MS, NOW_MS + DAY_MS]) expect(timed(timeMs)).toBe(timeMs);
});

test.each<[string, number, string]>([
  ['seconds', 1_780_272_000, '1780272000, which looks like seconds'],
  ['microseconds', 1_780_272_000_000_000, '1780272000000000, which looks like microseconds'],
  ['nanoseconds', 1.780272e18, '1780272000000000000'],
  ['a time before the retention', OLDEST_MS - 1, '1764719999999'],
  ['a time more than 24 hours ahead', NOW_MS + DAY_MS + 1, '1780358400001'],
  ['0', 0, '0'],
  ['the largest numbers', 1.79e308, '1.79e+308'],
])('%s is refused', (_, timestampMs, found) => {
  expect(() => timed(timestampMs)).toThrow(`Event refused: timestampMs must be ${EXPECTED}, found ${found}.`);
});

test('times before 2000 are refused under any retention', () => {
  const limits = timeLimits(NOW_MS, Infinity);
  expect(timed(946_684_800_000, limits)).toBe(946_684_800_000);
  expect(() => timed(946_684_799_999, limits)).toThrow(EXPECTED);
});

test('an event without a time is never refused for the clock', () => {
  for (const nowMs of [0, 5_000, 1e15]) {
    const event = parseEvent({ type: 'search', search_term: 'lamp' }, nowMs, {
      limits: timeLimits(nowMs, 180 * DAY_MS),
    });
    expect(event.timestampMs).toBe(nowMs);
  }
});

test('logs and stored rows may have any time that a date can have', () => {
  const read = (timestampMs: number) => parseEvent({ type: 'search', search_term: 'lamp', timestampMs }, 0).timestampMs;
  expect([read(0), read(1_000), read(8.64e15)]).toEqual([0, 1_000, 8.64e15]);
  expect(() => read(8.65e15)).toThrow('timestampMs must be milliseconds since 1970');
});
