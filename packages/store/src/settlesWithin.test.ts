import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { settlesWithin } from './settlesWithin.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('work settles before the deadline, by a result or an error', async () => {
  expect(await settlesWithin(Promise.resolve(), 1000)).toBe(true);
  expect(await settlesWithin(Promise.reject(new Error('full')), 1000)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test('pending work is late at the deadline', async () => {
  const settled = settlesWithin(new Promise(() => {}), 1000);
  await vi.advanceTimersByTimeAsync(999);
  expect(await Promise.race([settled, 'pending'])).toBe('pending');
  await vi.advanceTimersByTimeAsync(1);
  expect(await settled).toBe(false);
});

// A browser runs a timer that ended during a freeze once, maybe before the events of IndexedDB.
test('a timer that ended during a freeze does not end the wait', async () => {
  let end = (): void => undefined;
  const settled = settlesWithin(new Promise<void>((resolve) => (end = resolve)), 1000);
  vi.advanceTimersToNextTimer();
  end();
  expect(await settled).toBe(true);
});
