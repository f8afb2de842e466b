import { getEventListeners } from 'node:events';
import { AisleError } from '@aisle/core';
import { expect, test, vi } from 'vitest';
import { within } from './within.js';

const never = new Promise<never>(() => {});
const listenersOf = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

test('a settled call removes its listener and its timer', async () => {
  vi.useFakeTimers();
  const { signal } = new AbortController();
  const answer = within(Promise.resolve(7), Infinity, 'timeout', signal);
  expect([listenersOf(signal), vi.getTimerCount()]).toEqual([1, 1]);
  expect(await answer).toBe(7);
  expect([listenersOf(signal), vi.getTimerCount()]).toEqual([0, 0]);
  vi.useRealTimers();
});

test('an aborted call removes its timer', async () => {
  vi.useFakeTimers();
  const stop = new AbortController();
  const answer = within(never, Infinity, 'timeout', stop.signal);
  stop.abort(new Error('the shopper left'));
  await expect(answer).rejects.toMatchObject({ code: 'aborted', message: 'the shopper left' });
  expect([listenersOf(stop.signal), vi.getTimerCount()]).toEqual([0, 0]);
  vi.useRealTimers();
});

test("the signal's reason is thrown if it is an AisleError", async () => {
  const problem = new AisleError('worker-died', 'gone');
  await expect(within(never, 1, 'timeout', AbortSignal.abort(problem))).rejects.toBe(problem);
});
