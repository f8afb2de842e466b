import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Idle } from './idle.js';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** When `whenIdle` resolves if the engine is busy at these times. */
async function idleAtMs(
  busyAtMs: readonly number[],
  idleMs: number | undefined,
  untilMs: number,
  signal = new AbortController().signal,
) {
  const idle = new Idle(() => Date.now(), signal);
  let resolvedAtMs: number | undefined;
  idle.markBusy();
  void idle.whenIdle(idleMs).then(() => (resolvedAtMs = Date.now()));
  for (const atMs of busyAtMs) setTimeout(() => idle.markBusy(), atMs);
  await vi.advanceTimersByTimeAsync(untilMs);
  return resolvedAtMs;
}

test('waits 300 ms after the latest request', async () => {
  expect(await idleAtMs([], undefined, 299)).toBeUndefined();
  expect(await idleAtMs([200, 450], undefined, 2000)).toBe(299 + 450 + 300);
});

test('waits for the time that the caller gives', async () => {
  expect(await idleAtMs([40], 50, 1000)).toBe(90);
});

test('resolves after 10 s under constant requests', async () => {
  expect(
    await idleAtMs(
      Array.from({ length: 200 }, (_, i) => i * 100),
      undefined,
      20_000,
    ),
  ).toBe(10_000);
});

test('resolves at once without recent requests', async () => {
  const idle = new Idle(() => 301, new AbortController().signal);
  await idle.whenIdle();
});

test('never resolves once stopped', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 10);
  expect(await idleAtMs([], 50, 60_000, controller.signal)).toBeUndefined();
});
