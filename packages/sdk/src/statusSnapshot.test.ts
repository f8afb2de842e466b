import { expect, test, vi } from 'vitest';
import type { Status } from './results.js';
import { StatusSnapshot } from './statusSnapshot.js';

const snapshots = () => new StatusSnapshot(() => ({ plugins: [] }) as unknown as Status);
const settled = () => new Promise((resolve) => setTimeout(resolve));

test('the status is the same object until something changes', () => {
  const snapshot = snapshots();
  const before = snapshot.current;
  expect(snapshot.current).toBe(before);
  snapshot.changed();
  expect(snapshot.current).not.toBe(before);
});

test('listeners are called once for the changes of a moment, later', async () => {
  const snapshot = snapshots();
  const listener = vi.fn();
  snapshot.subscribe(listener);
  snapshot.changed();
  snapshot.changed();
  expect(listener).not.toHaveBeenCalled();
  await settled();
  expect(listener).toHaveBeenCalledTimes(1);
});

test('a refresh calls no listener', async () => {
  const snapshot = snapshots();
  const listener = vi.fn();
  snapshot.subscribe(listener);
  const before = snapshot.current;
  snapshot.refresh();
  await settled();
  expect([snapshot.current === before, listener.mock.calls.length]).toEqual([false, 0]);
});

test('a listener that unsubscribed, and all after clear, are not called', async () => {
  const snapshot = snapshots();
  const [first, second] = [vi.fn(), vi.fn()];
  snapshot.subscribe(first)();
  snapshot.subscribe(second);
  snapshot.clear();
  snapshot.changed();
  await settled();
  expect([first, second].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
});
