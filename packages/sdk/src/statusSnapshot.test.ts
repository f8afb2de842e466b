import { expect, test, vi } from 'vitest';
import type { Status } from './results.js';
import { StatusSnapshot } from './statusSnapshot.js';

const snapshots = () => new StatusSnapshot(() => ({ plugins: [] }) as unknown as Status);
const flushTasks = () => new Promise((resolve) => setTimeout(resolve));

test('the status is the same object until something changes', () => {
  const snapshot = snapshots();
  const before = snapshot.current;
  expect(snapshot.current).toBe(before);
  snapshot.notify();
  expect(snapshot.current).not.toBe(before);
});

test('listeners are called once, asynchronously, for several changes', async () => {
  const snapshot = snapshots();
  const listener = vi.fn();
  snapshot.subscribe(listener);
  snapshot.notify();
  snapshot.notify();
  expect(listener).not.toHaveBeenCalled();
  await flushTasks();
  expect(listener).toHaveBeenCalledTimes(1);
});

test('invalidate calls no listener', async () => {
  const snapshot = snapshots();
  const listener = vi.fn();
  snapshot.subscribe(listener);
  const before = snapshot.current;
  snapshot.invalidate();
  await flushTasks();
  expect([snapshot.current === before, listener.mock.calls.length]).toEqual([false, 0]);
});

test('unsubscribed listeners and cleared listeners are not called', async () => {
  const snapshot = snapshots();
  const [first, second] = [vi.fn(), vi.fn()];
  snapshot.subscribe(first)();
  snapshot.subscribe(second);
  snapshot.clear();
  snapshot.notify();
  await flushTasks();
  expect([first, second].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
});
