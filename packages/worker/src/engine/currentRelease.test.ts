import { AisleError } from '@aisle/core';
import type { Release } from '@aisle/weights';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeBackend } from '../testing/fakeBackend.js';
import { randomRelease } from '../testing/smallRelease.js';
import { CurrentRelease, type UpdateSource } from './currentRelease.js';
import { Idle } from './idle.js';
import { ProblemLog } from './problemLog.js';
import { TierLadder } from './tierLadder.js';

const cached = randomRelease('cached');
const newer = randomRelease('newer');

interface Given {
  readonly inCache?: Release;
  readonly updateIntervalMs?: number;
  readonly signal?: AbortSignal;
}

function createCurrentRelease(
  update: UpdateSource['update'],
  { inCache, updateIntervalMs = 0, signal = new AbortController().signal }: Given = {},
) {
  const backend = new FakeBackend('wasm');
  const now = () => 0;
  const problems = new ProblemLog();
  const tiers = new TierLadder('wasm', async () => backend, problems.report);
  const loader: UpdateSource = { source: undefined, loadCached: async () => inCache, update: vi.fn(update) };
  const current = new CurrentRelease({
    loader,
    tiers,
    idle: new Idle(now, signal),
    problems,
    updateIntervalMs,
    stopped: signal,
  });
  type Source = NonNullable<UpdateSource['source']>;
  const source = (changes: Partial<Source>) => (loader.source = changes as Source);
  return { current, tiers, backend, problems, update: loader.update, source };
}

test('the correction of the season is that of the release in use', async () => {
  const { current, source } = createCurrentRelease(async () => newer, { inCache: cached });
  source({ releaseId: 'cached', intentIntercept: 0.5 });
  expect(current.intentIntercept).toBe(0);
  await current.loadCached();
  expect(current.intentIntercept).toBe(0.5);
  // An update has begun, and the cached release is still in use.
  source({ releaseId: 'newer', intentIntercept: 1 });
  expect(current.intentIntercept).toBe(0);
  await current.update();
  expect(current.intentIntercept).toBe(1);
});

test('the cached release is used until the channel offers another', async () => {
  const { current, tiers, update } = createCurrentRelease(async () => newer, { inCache: cached });
  await tiers.openChosen();
  await current.loadCached();
  expect([current.serving?.release, tiers.scorerFor(1)?.release]).toEqual([cached, cached]);
  await current.update();
  expect([current.serving?.release, tiers.scorerFor(1)?.release]).toEqual([newer, newer]);
  expect(update).toHaveBeenCalledWith(cached, expect.anything(), expect.any(AbortSignal));
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

describe('in a page that stays open', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('the clock alone starts the next check', async () => {
    const { current, update } = createCurrentRelease(async () => cached);
    await current.update();
    await vi.advanceTimersByTimeAsync(59_999);
    expect(update).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(update).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(update).toHaveBeenCalledTimes(3);
  });

  test('a check that takes long is not started twice', async () => {
    let finish: (release: Release) => void = () => {};
    const { current, update } = createCurrentRelease(() => new Promise((resolve) => (finish = resolve)));
    void current.update();
    await vi.advanceTimersByTimeAsync(300_000);
    expect(update).toHaveBeenCalledTimes(1);
    finish(newer);
    await current.updated;
    expect(current.serving?.release).toBe(newer);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(update).toHaveBeenCalledTimes(2);
  });

  test('a failed check is repeated after the interval', async () => {
    const { current, update } = createCurrentRelease(
      async () => {
        throw new AisleError('manifest-unreachable', 'gone', {});
      },
      { updateIntervalMs: 600_000 },
    );
    await current.update();
    await vi.advanceTimersByTimeAsync(599_999);
    expect(update).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(update).toHaveBeenCalledTimes(2);
  });

  test('an interval longer than a timer can wait does not check at once', async () => {
    const { current, update } = createCurrentRelease(async () => cached, { updateIntervalMs: Infinity });
    await current.update();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(update).toHaveBeenCalledTimes(1);
  });

  test('a stopped worker checks no more', async () => {
    const stopping = new AbortController();
    const { current, update } = createCurrentRelease(async () => cached, { signal: stopping.signal });
    await current.update();
    stopping.abort();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(update).toHaveBeenCalledTimes(1);
  });
});
