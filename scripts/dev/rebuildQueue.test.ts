import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { rebuildQueue } from './rebuildQueue.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('changes in quick succession are one rebuild', async () => {
  const rebuild = vi.fn(async () => undefined);
  const add = rebuildQueue(rebuild);
  for (const file of ['a.ts', 'b.ts', 'a.ts']) add(file);
  expect(rebuild).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(50);
  expect(rebuild.mock.calls).toEqual([[['a.ts', 'b.ts']]]);
});

test('changes during a rebuild are rebuilt after it', async () => {
  const finish: (() => void)[] = [];
  const rebuild = vi.fn(() => new Promise<void>((resolve) => finish.push(resolve)));
  const add = rebuildQueue(rebuild);
  add('a.ts');
  await vi.advanceTimersByTimeAsync(50);
  add('b.ts');
  add('c.ts');
  await vi.advanceTimersByTimeAsync(1000);
  expect(rebuild.mock.calls).toEqual([[['a.ts']]]);
  finish[0]!();
  await vi.advanceTimersByTimeAsync(50);
  expect(rebuild.mock.calls).toEqual([[['a.ts']], [['b.ts', 'c.ts']]]);
});

test('a change right before a rebuild ends is not lost', async () => {
  const finish: (() => void)[] = [];
  const rebuild = vi.fn(() => new Promise<void>((resolve) => finish.push(resolve)));
  const add = rebuildQueue(rebuild);
  add('a.ts');
  await vi.advanceTimersByTimeAsync(50);
  add('b.ts');
  finish[0]!();
  await vi.advanceTimersByTimeAsync(50);
  expect(rebuild.mock.calls).toEqual([[['a.ts']], [['b.ts']]]);
});
