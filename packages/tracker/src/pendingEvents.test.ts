import { expect, test } from 'vitest';
import { PendingEvents } from './pendingEvents.js';
import type { TrackResult } from './trackResult.js';

const stored = (seq: number): TrackResult => ({ stored: true, seq });

/** Events that wait until the test releases them. Recorded events get numbers in their order. */
function makePending() {
  const state = { waits: true, recorded: 0 };
  const pending = new PendingEvents(() => state.waits);
  return { state, pending, add: () => pending.add(async () => stored(++state.recorded)) };
}

test('an event that need not wait is recorded synchronously', async () => {
  const { state, add } = makePending();
  state.waits = false;
  const result = add();
  expect(state.recorded).toBe(1);
  expect(await result).toEqual(stored(1));
});

test('flush records waiting events in their order', async () => {
  const { state, pending, add } = makePending();
  const results = [add(), add()];
  pending.flush();
  expect(state.recorded).toBe(0);
  state.waits = false;
  pending.flush();
  pending.flush();
  expect(await Promise.all(results)).toEqual([stored(1), stored(2)]);
  expect(state.recorded).toBe(2);
});

test('the oldest of more than a hundred events is dropped', async () => {
  const { state, pending, add } = makePending();
  const results = Array.from({ length: 101 }, add);
  expect(await results[0]).toEqual({ stored: false, reason: 'no-consent' });
  state.waits = false;
  pending.flush();
  expect(await results[1]).toEqual(stored(1));
  expect(await results[100]).toEqual(stored(100));
});

test('discardAll settles waiting events without recording them', async () => {
  const { state, pending, add } = makePending();
  const result = add();
  pending.discardAll('disposed');
  expect(await result).toEqual({ stored: false, reason: 'disposed' });
  state.waits = false;
  pending.flush();
  expect(state.recorded).toBe(0);
});
