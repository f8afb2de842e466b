import { expect, test } from 'vitest';
import { parsePastTimestampMs, parseTimestampMs } from './timestamp.js';

const MARCH_1_2018 = 1_519_862_400_000;

test.each([
  ['seconds', '1519862400', MARCH_1_2018],
  ['seconds as a number', 1519862400, MARCH_1_2018],
  ['seconds with a fraction', '1519862400.25', MARCH_1_2018 + 250],
  ['milliseconds', '1519862400000', MARCH_1_2018],
  ['microseconds', '1519862400000000', MARCH_1_2018],
  ['the largest seconds', 99_999_999_999, 99_999_999_999_000],
  ['the smallest milliseconds', 100_000_000_000, 100_000_000_000],
  ['the epoch itself', 0, 0],
  ['a date', '2018-03-01', MARCH_1_2018],
  ['a date without dashes', '20180301', MARCH_1_2018],
  ['a date and time without zone', '2018-03-01 00:00:06', MARCH_1_2018 + 6_000],
  ['a date and time with UTC', '2018-03-01 00:00:06 UTC', MARCH_1_2018 + 6_000],
  ['ISO 8601 with Z and a fraction', '2018-03-01T01:02:03.456Z', MARCH_1_2018 + 3_723_456],
  ['ISO 8601 with an offset', '2018-03-01T02:00:00+02:00', MARCH_1_2018],
  ['ISO 8601 with a negative offset without colon', '2018-02-28T19:30-0430', MARCH_1_2018],
])('reads %s', (_, found, timestampMs) => {
  expect(parseTimestampMs(found)).toBe(timestampMs);
});

test.each([
  '',
  'yesterday',
  '-5',
  '2018-02-30',
  '2018-13-01',
  '2018-03-01 24:00:00',
  '2018-03-01 10:60',
  '1e9',
  '100000000000000000',
  null,
  undefined,
  {},
  Number.NaN,
])('refuses %j', (found) => {
  expect(() => parseTimestampMs(found)).toThrow(
    expect.objectContaining({
      code: 'invalid-event',
      message: expect.stringMatching(/^timestamp must be epoch seconds/),
    }),
  );
});

test.each([
  ['45352.5', ", which looks like a spreadsheet's number of days (2024-03-01 12:00)."],
  [45352, ", which looks like a spreadsheet's number of days (2024-03-01 00:00)."],
  ['45352,50000', ", which looks like a spreadsheet's number of days (2024-03-01 12:00)."],
  ['03/04/2026', ', in which the day or the month could come first.'],
  ['3.4.26 10:00', ', in which the day or the month could come first.'],
  ['1.70929E+12', ', which has lost its last digits.'],
])('says what is wrong with %j', (found, problem) => {
  expect(() => parseTimestampMs(found)).toThrow(`${problem} Write dates as YYYY-MM-DD HH:MM:SS.`);
});

test('the numbers beside those of spreadsheets are seconds', () => {
  expect([29_999, 60_000].map(parseTimestampMs)).toEqual([29_999_000, 60_000_000]);
});

test('an event is at most a day in the future', () => {
  const nowMs = MARCH_1_2018;
  expect(parsePastTimestampMs('2018-03-02', nowMs)).toBe(nowMs + 86_400_000);
  expect(() => parsePastTimestampMs('2018-03-02 00:00:01', nowMs)).toThrow(
    'timestamp must not be in the future, found "2018-03-02 00:00:01" (2018-03-02 00:00 UTC).',
  );
});
