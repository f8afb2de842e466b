import { beforeEach, expect, test } from 'vitest';
import { DownloadPace } from './downloadPace.js';
import { FakeClock } from './testing/fakeClock.js';

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

/** A running download whose server has responded. */
function startedPace(expectedBytes: number): DownloadPace {
  const pace = new DownloadPace('Release one', expectedBytes, clock);
  pace.start();
  pace.restartWindow();
  return pace;
}

/** Adds these bytes once a second. @returns the second at whose end the pace counted as slow */
function slowAfter(pace: DownloadPace, bytesOfSecond: (second: number) => number, maxSeconds = 1000) {
  for (let second = 1; second <= maxSeconds; second++) {
    clock.advance(1000);
    if (!pace.signal.aborted) pace.add(bytesOfSecond(second));
    if (pace.signal.aborted) return second;
  }
  return undefined;
}

test('less than 5 kB/s over 10 seconds is too slow', () => {
  expect(slowAfter(startedPace(100e6), () => 4_999)).toBe(10);
});

test('5 kB/s is fast enough until the time of the size is over', () => {
  expect(slowAfter(startedPace(0.5e6), () => 5_000)).toBe(60);
});

test('a fast start does not excuse a slow rest', () => {
  // Seconds 2 to 11 have 10 bytes.
  expect(slowAfter(startedPace(100e6), (second) => (second === 1 ? 1_000_000 : 1))).toBe(11);
});

test('one fast second in each ten is enough', () => {
  expect(slowAfter(startedPace(2e6), (second) => (second % 10 === 5 ? 60_000 : 1))).toBe(120);
});

test.each([
  ['an unknown size', 0, 60],
  ['half a megabyte', 0.5e6, 60],
  ['two and a half megabytes', 2.5e6, 150],
])('%s gets 60 seconds for each megabyte', (_, expectedBytes, seconds) => {
  expect(slowAfter(startedPace(expectedBytes), () => 10_000)).toBe(seconds);
});

test('the error names what arrived, and when', () => {
  const pace = startedPace(100e6);
  slowAfter(pace, () => 100);
  expect(pace.signal.reason).toMatchObject({ code: 'download-slow', details: { bytes: 1000, seconds: 10 } });
  expect(pace.signal.reason.message).toMatch(
    /^Release one is too slow: expected 5 kB\/s, .* found 1000 bytes in 10 s\. /,
  );
});

test('silence is not slow, and ends with the time of the size', () => {
  const pace = startedPace(0);
  pace.add(20_000);
  clock.advance(59_999);
  expect(pace.signal.aborted).toBe(false);
  clock.advance(1);
  expect(pace.signal.reason).toMatchObject({ code: 'download-slow' });
});

test('the time before a response does not count as slow', () => {
  const pace = startedPace(100e6);
  pace.add(1000);
  clock.advance(40_000);
  pace.restartWindow();
  pace.add(1000);
  expect(pace.signal.aborted).toBe(false);
});

test('parallel downloads are measured together', () => {
  const pace = startedPace(100e6);
  pace.start();
  pace.restartWindow();
  // Each file has 3 kB/s.
  expect(slowAfter(pace, () => (pace.add(3_000), 3_000), 60)).toBeUndefined();
});

test('the time limit stays while downloads follow each other', () => {
  const pace = startedPace(0);
  clock.advance(50_000);
  pace.finish();
  expect(clock.pendingTimers).toBe(0);
  pace.start();
  clock.advance(10_000);
  expect(pace.signal.aborted).toBe(true);
});
