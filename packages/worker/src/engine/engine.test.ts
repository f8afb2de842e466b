import { AisleError } from '@aisle/core';
import type { Release } from '@aisle/weights';
import { afterEach, expect, test, vi } from 'vitest';
import { FakeBackend } from '../testing/fakeBackend.js';
import { int8Release, randomRelease, releaseOfBiases } from '../testing/smallRelease.js';
import { engineOptions, eventOf, historyOf, request, testEnvironment, viewOf } from '../testing/testEngine.js';
import { createEngine } from './engine.js';
import type { EngineEnvironment } from './environment.js';
import { History } from './history.js';

const release = releaseOfBiases([1, 5, 3, 2, 4]);
const LIST = { ...request, itemIds: ['a', 'b', 'c'] };
const BEST_FIRST = Uint32Array.of(1, 2, 0);

const ports: MessagePort[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const port of ports.splice(0)) port.close();
});

function startEngine(environment: EngineEnvironment, options = engineOptions) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1);
  return { engine: createEngine(options, port2, environment), notices: port1 };
}

test('status reports release and tiers after loading', async () => {
  const { environment } = testEnvironment(release, historyOf());
  const { engine } = startEngine({
    ...environment,
    requests: () => [{ url: 'https://cdn.example/model.json', bytes: 7 }],
  });
  expect(await engine.whenReady()).toEqual({
    tier: 'light',
    catalogueTier: 'light',
    adapter: undefined,
    release: 'r1',
    signed: false,
    channel: undefined,
    problems: [],
    requests: [{ url: 'https://cdn.example/model.json', bytes: 7 }],
  });
});

test('without a release, status and replies have the reason', async () => {
  const { engine } = startEngine(testEnvironment(undefined, historyOf(viewOf('a'))).environment);
  expect(await engine.whenReady()).toMatchObject({
    tier: undefined,
    release: undefined,
    problems: [{ code: 'manifest-unreachable', message: 'not found' }],
  });
  expect(await engine.rerank(LIST)).toMatchObject({ reason: 'no-model' });
});

test('without a release, a slow download is the reason', async () => {
  const { environment } = testEnvironment(undefined, historyOf(viewOf('a')));
  const { engine } = startEngine({
    ...environment,
    createLoader: (options) => ({
      ...environment.createLoader(options),
      update: () => Promise.reject(new AisleError('download-slow', 'too slow')),
    }),
  });
  expect(await engine.rerank(LIST)).toMatchObject({ reason: 'download-slow' });
});

test('a cached release answers during the update that whenUpdated awaits', async () => {
  const { environment } = testEnvironment(release, historyOf(viewOf('a')));
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const { engine } = startEngine({
    ...environment,
    createLoader: (options) => ({
      ...environment.createLoader(options),
      loadCached: async () => randomRelease('cached'),
      update: () => finished.then(() => release),
    }),
  });
  expect((await engine.whenReady()).release).toBe('cached');
  finish();
  expect((await engine.whenUpdated()).release).toBe('r1');
});

test('without a cached release, whenReady waits for the update', async () => {
  const { environment } = testEnvironment(release, historyOf());
  const update = () => new Promise<Release>((resolve) => setTimeout(resolve, 0, release));
  const { engine } = startEngine({
    ...environment,
    createLoader: (options) => ({ ...environment.createLoader(options), update }),
  });
  expect((await engine.whenReady()).release).toBe('r1');
});

test('the release is stored only with permission', async () => {
  const { environment } = testEnvironment(release, undefined);
  const createLoader = vi.fn(environment.createLoader);
  startEngine({ ...environment, createLoader });
  startEngine({ ...environment, createLoader }, { ...engineOptions, persist: false });
  expect(createLoader.mock.calls.map(([{ cacheName }]) => cacheName)).toEqual(['aisle-shop', undefined]);
});

test('an event in a notice needs no database read', async () => {
  const { environment, readers } = testEnvironment(release, historyOf(viewOf('a')));
  const { engine, notices } = startEngine(environment);
  expect((await engine.rerank(LIST)).order).toEqual(BEST_FIRST);
  expect(readers[0]!.reads).toBe(1);
  const cursor = { historyId: 'e', seq: 2 };
  const event = eventOf({ type: 'purchase', items: [{ item_id: 'b' }] });
  notices.postMessage({ kind: 'advance', event, cursor, number: 1 });
  const reply = await engine.predict({ ...request, cursor, noticesSent: 1, k: 1, excludePurchased: true });
  expect(reply.items).toEqual([{ item_id: 'e', score: 4 }]);
  expect(readers[0]!.reads).toBe(1);
});

test('forget drops history and outcomes', async () => {
  const { environment, readers } = testEnvironment(
    release,
    historyOf(eventOf({ type: 'view_item_list', items: [{ item_id: 'a' }], result_id: 'p-1' })),
  );
  const { engine, notices } = startEngine(environment);
  expect((await engine.outcomes(request)).personalised.shown).toBe(1);
  for (const reader of readers) reader.stored = undefined;
  notices.postMessage({ kind: 'forget', number: 1 });
  expect((await engine.outcomes({ ...request, noticesSent: 1 })).personalised.shown).toBe(0);
  expect(await engine.rerank({ ...LIST, noticesSent: 1 })).toMatchObject({
    reason: 'cold-start',
    historyId: undefined,
  });
});

test('shutDown waits for a pending read, closes the database and replies', async () => {
  const { environment, readers } = testEnvironment(release, historyOf(viewOf('a')));
  const { engine, notices } = startEngine(environment);
  await engine.whenReady();
  const steps: string[] = [];
  let finishOpening: () => void = () => {};
  readers[0]!.readSince = async () => {
    steps.push('opening');
    await new Promise<void>((resolve) => (finishOpening = resolve));
    steps.push('opened');
    return historyOf(viewOf('a'));
  };
  const answer = engine.rerank(LIST).catch((error: unknown) => error);
  await vi.waitFor(() => expect(steps).toEqual(['opening']));
  const stopped = new Promise((resolve) => (notices.onmessage = ({ data }) => resolve(data)));
  void stopped.then(() => steps.push('stopped'));
  notices.postMessage({ kind: 'shutDown', number: 1 });
  await expect(engine.rerank({ ...LIST, noticesSent: 1 })).rejects.toMatchObject({ code: 'aborted' });
  expect(steps).toEqual(['opening']);
  finishOpening();
  expect(await stopped).toEqual({ kind: 'stopped' });
  expect(steps).toEqual(['opening', 'opened', 'stopped']);
  expect(readers.every(({ closed }) => closed > 0)).toBe(true);
  expect(await answer).toMatchObject({ reason: 'cold-start' });
});

/** An engine in calibration, and a function to stop it. */
function calibrating() {
  const { environment, calibrations } = testEnvironment(int8Release('large'), historyOf(viewOf('a')));
  const openTier = vi.fn<EngineEnvironment['openTier']>(async () => undefined);
  const { engine, notices } = startEngine({ ...environment, openTier }, { ...engineOptions, tier: 'auto' });
  const stop = async () => {
    const stopped = new Promise((resolve) => (notices.onmessage = resolve));
    notices.postMessage({ kind: 'shutDown', number: 1 });
    await stopped;
  };
  return { engine, stop, openTier, calibrations };
}

test('a calibration opens and stores nothing after shutDown', async () => {
  const { engine, stop, openTier, calibrations } = calibrating();
  await engine.whenReady();
  const calibrated = engine.calibrate({ saveResources: false });
  await stop();
  await calibrated;
  expect(openTier).not.toHaveBeenCalled();
  expect(calibrations.size).toBe(0);
});

test('shutDown during the last tier discards the calibration', async () => {
  const { engine, stop, openTier, calibrations } = calibrating();
  openTier.mockImplementation(async (tier) => {
    await stop();
    return new FakeBackend(tier);
  });
  await engine.calibrate({ saveResources: false });
  expect(openTier).toHaveBeenCalledTimes(1);
  expect(calibrations.size).toBe(0);
});

test('after shutDown the engine holds no history', async () => {
  const forget = vi.spyOn(History.prototype, 'forget');
  const { engine, stop } = calibrating();
  await engine.rerank(LIST);
  forget.mockClear();
  await stop();
  expect(forget).toHaveBeenCalledTimes(1);
});

test('shutDown aborts a pending update', async () => {
  const { environment } = testEnvironment(release, undefined);
  const update = vi.fn((_current: unknown, _hooks: unknown, _stopped: AbortSignal) => new Promise<Release>(() => {}));
  const createLoader: EngineEnvironment['createLoader'] = (options) => ({
    ...environment.createLoader(options),
    update,
  });
  const { notices } = startEngine({ ...environment, createLoader });
  await vi.waitFor(() => expect(update).toHaveBeenCalled());
  notices.postMessage({ kind: 'shutDown', number: 1 });
  await vi.waitFor(() => expect(update.mock.calls[0]![2].aborted).toBe(true));
});

test('the next page opens the calibrated tier without measuring', async () => {
  const large = int8Release('large');
  const { environment, calibrations } = testEnvironment(large, historyOf(viewOf('a')));
  calibrations.set('large', 'wasm');
  const backend = new FakeBackend('wasm');
  const { engine } = startEngine({ ...environment, openTier: async () => backend }, { ...engineOptions, tier: 'auto' });
  expect(await engine.calibrate({ saveResources: false })).toMatchObject({
    tier: 'light',
    catalogueTier: 'wasm',
    adapter: 'wasm adapter',
    problems: [],
  });
  expect((await engine.predict({ ...request, k: 2 })).tier).toBe('wasm');
  expect((await engine.rerank(LIST)).tier).toBe('light');
});

test('data saving and a chosen tier prevent calibration', async () => {
  const { environment } = testEnvironment(int8Release('large'), historyOf());
  const openTier = vi.fn(environment.openTier);
  await startEngine({ ...environment, openTier }, { ...engineOptions, tier: 'auto' }).engine.calibrate({
    saveResources: true,
  });
  await startEngine({ ...environment, openTier }, { ...engineOptions, tier: 'light' }).engine.calibrate({
    saveResources: false,
  });
  expect(openTier).not.toHaveBeenCalled();
});

test('an engine without a history opens no database and no cache', async () => {
  const { environment, readers, calibrations } = testEnvironment(release, historyOf(viewOf('a')));
  const createLoader = vi.fn(environment.createLoader);
  const openTier = vi.fn(environment.openTier);
  const { engine, notices } = startEngine(
    { ...environment, createLoader, openTier },
    { ...engineOptions, readsHistory: false, persist: true, tier: 'auto' },
  );
  notices.postMessage({ kind: 'advance', number: 1, event: viewOf('b'), cursor: { historyId: 'e', seq: 2 } });
  expect(await engine.rerank({ ...LIST, noticesSent: 1, history: historyOf(viewOf('a')) })).toMatchObject({
    reason: 'no-consent',
  });
  expect(await engine.trending({ k: 1 })).toMatchObject({ items: [{ item_id: 'b' }] });
  expect(await engine.outcomes(request)).toEqual({
    personalised: { shown: 0, clicked: 0, purchased: 0 },
    holdout: { shown: 0, clicked: 0, purchased: 0 },
  });
  await engine.calibrate({ saveResources: false });
  expect(readers).toEqual([]);
  expect(openTier).not.toHaveBeenCalled();
  expect(calibrations).toEqual(new Map());
  expect(createLoader.mock.calls[0]![0]).not.toHaveProperty('cacheName');
});
