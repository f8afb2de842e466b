import { AisleError } from '@aisle/core';
import type { Release } from '@aisle/weights';
import { expect, test, vi } from 'vitest';
import { FakeBackend } from '../testing/fakeBackend.js';
import { randomRelease } from '../testing/smallRelease.js';
import { CurrentRelease, type UpdateSource } from './currentRelease.js';
import { Idle } from './idle.js';
import { ProblemLog } from './problemLog.js';
import { TierLadder } from './tierLadder.js';

const stopped = new AbortController().signal;
const cached = randomRelease('cached');
const newer = randomRelease('newer');

function createCurrentRelease(update: UpdateSource['update'], { inCache }: { inCache?: Release } = {}) {
  const backend = new FakeBackend('wasm');
  const clock = { nowMs: 0 };
  const now = () => clock.nowMs;
  const problems = new ProblemLog();
  const tiers = new TierLadder('wasm', async () => backend, problems.report);
  const loader: UpdateSource = { source: undefined, loadCached: async () => inCache, update: vi.fn(update) };
  const current = new CurrentRelease({
    loader,
    tiers,
    idle: new Idle(now, stopped),
    problems,
    updateIntervalMs: 0,
    stopped,
    now,
  });
  return { current, tiers, backend, clock, problems, update: loader.update };
}

test('the cached release is used until the channel offers another', async () => {
  const { current, tiers, update } = createCurrentRelease(async () => newer, { inCache: cached });
  await tiers.openChosen();
  await current.loadCached();
  expect([current.serving?.release, tiers.scorerFor(1)?.release]).toEqual([cached, cached]);
  await current.update();
  expect([current.serving?.release, tiers.scorerFor(1)?.release]).toEqual([newer, newer]);
  expect(update).toHaveBeenCalledWith(cached, expect.anything(), stopped);
});

test('a cache that cannot be read counts as empty', async () => {
  const { current } = createCurrentRelease(async () => newer);
  await current.loadCached();
  expect(current.serving).toBeUndefined();
  await current.update();
  expect(current.serving?.items.rowOf('b')).toBe(2);
});

test('a cached release that cannot be used does not stop the update', async () => {
  const { current } = createCurrentRelease(async () => newer, { inCache: { ...cached, itemIds: undefined as never } });
  await current.loadCached();
  expect(current.serving).toBeUndefined();
  await current.update();
  expect(current.serving?.release).toBe(newer);
});

test('a failed update keeps the release and reports the problem', async () => {
  const outcomes: (() => Release)[] = [
    () => {
      throw new AisleError('manifest-unreachable', 'gone', { status: 404 });
    },
    () => cached,
  ];
  const { current, backend, tiers } = createCurrentRelease(async () => outcomes.shift()!(), { inCache: cached });
  await tiers.openChosen();
  await current.loadCached();
  await current.update();
  expect(current.serving?.release).toBe(cached);
  expect(current.updateProblem).toEqual({ code: 'manifest-unreachable', message: 'gone', details: { status: 404 } });
  await current.update();
  expect(current.updateProblem).toBeUndefined();
  // The current release is not opened again.
  expect(backend.opened).toHaveLength(1);
});

test('the release stays while another tab updates', async () => {
  const { current } = createCurrentRelease(async () => undefined, { inCache: cached });
  await current.loadCached();
  await current.update();
  expect([current.serving?.release, current.updateProblem]).toEqual([cached, undefined]);
});

test('a release that fails its check on this device is refused', async () => {
  const broken = randomRelease('broken', (values) => (values.get('item_bias')![1] = NaN));
  const { current } = createCurrentRelease(async (_current, hooks) => (hooks.check(broken), broken));
  await current.update();
  expect([current.serving, current.updateProblem?.code]).toEqual([undefined, 'release-failed-check']);
});

test('checks for an update after the interval, one at a time', async () => {
  let finish: (release: Release) => void = () => {};
  const { current, clock, update } = createCurrentRelease(() => new Promise((resolve) => (finish = resolve)));
  const first = current.update();
  finish(cached);
  await first;
  clock.nowMs = 60_000;
  current.checkForUpdate();
  expect(update).toHaveBeenCalledTimes(1);
  clock.nowMs = 60_001;
  current.checkForUpdate();
  clock.nowMs = 200_000;
  current.checkForUpdate();
  expect(update).toHaveBeenCalledTimes(2);
  finish(newer);
  await current.updated;
  expect(current.serving?.release).toBe(newer);
});
