import { AisleError, type VisitContext } from '@aisle/core';
import { kindsOf } from '@aisle/model/testing';
import type { Release } from '@aisle/weights';
import { afterEach, expect, test, vi } from 'vitest';
import type { HistoryRequest, VisitRequest } from '../protocol.js';
import { FakeBackend, type FakeScorer } from '../testing/fakeBackend.js';
import { releaseOfBiases } from '../testing/smallRelease.js';
import { eventOf, FakeHistory, historyOf, request, viewOf } from '../testing/testEngine.js';
import { CatalogueFiles } from './catalogueFile.js';
import { CurrentRelease } from './currentRelease.js';
import type { Decision } from './decision.js';
import { DecisionPipeline } from './decisionPipeline.js';
import { History } from './history.js';
import { Idle } from './idle.js';
import { NoticeReceiver } from './noticeReceiver.js';
import { Outcomes } from './outcomes.js';
import { ProblemLog } from './problemLog.js';
import { TierLadder } from './tierLadder.js';

const release = releaseOfBiases([1, 5, 3, 2, 4]);
const ports: MessagePort[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const port of ports.splice(0)) port.close();
});

async function createPipeline(
  channelRelease: Release | undefined,
  stored = historyOf(viewOf('a')),
  backend?: FakeBackend,
  readsHistory = true,
) {
  const stopping = new AbortController();
  const idle = new Idle(() => 0, stopping.signal);
  const problems = new ProblemLog();
  const tiers = new TierLadder(backend ? backend.tier : 'light', async () => backend, problems.report);
  const loader = { source: undefined, loadCached: async () => undefined, update: vi.fn(async () => channelRelease) };
  const current = new CurrentRelease({
    loader,
    tiers,
    idle,
    problems,
    updateIntervalMs: 0,
    stopped: stopping.signal,
  });
  await tiers.openChosen();
  await current.update();
  const reader = new FakeHistory(stored);
  const history = new History(reader);
  const { port1, port2 } = new MessageChannel();
  ports.push(port1);
  const pipeline = new DecisionPipeline({
    readsHistory,
    stopped: stopping.signal,
    notices: new NoticeReceiver(port2, () => history.forget()),
    forget: () => history.forget(),
    ready: Promise.resolve(),
    current,
    tiers,
    history,
    outcomes: new Outcomes(reader, 0),
    idle,
    catalogueFiles: new CatalogueFiles(problems.report, stopping.signal),
  });
  return { pipeline, notices: port1, reader, tiers, stopping, update: loader.update, problems };
}

/** Answers with the score of item `b` (row 2) and its input. */
const scoreOfB: Decision<VisitRequest, unknown> = (asked, context) =>
  context.withScorer(
    asked,
    () => undefined,
    async ({ scorer, actions }) => ({
      score: (await scorer.score(actions, Int32Array.of(2)))[0],
      actions: actions.length,
    }),
  );

test('answers from the stored history, with its provenance', async () => {
  const { pipeline } = await createPipeline(release);
  expect(await pipeline.run(scoreOfB, request)).toEqual({
    release: 'r1',
    tier: 'light',
    historyId: 'e',
    score: 5,
    actions: 1,
  });
});

test('answers from the history in the request without reading', async () => {
  const { pipeline, reader } = await createPipeline(release);
  const history = { ...historyOf(viewOf('a'), viewOf('b')), historyId: 'in-memory' };
  expect(await pipeline.run(scoreOfB, { ...request, history })).toMatchObject({ historyId: 'in-memory', actions: 2 });
  expect(reader.reads).toBe(0);
});

test('reads missing events up to the cursor of the request', async () => {
  const { pipeline, reader } = await createPipeline(release);
  await pipeline.run(scoreOfB, request);
  reader.stored = historyOf(viewOf('a'), viewOf('b'));
  expect(await pipeline.run(scoreOfB, request)).toMatchObject({ actions: 1 });
  expect(await pipeline.run(scoreOfB, { ...request, cursor: { historyId: 'e', seq: 2 } })).toMatchObject({
    actions: 2,
  });
});

test.each([
  [
    'no release',
    undefined,
    historyOf(viewOf('a')),
    { reason: 'no-model', release: undefined, tier: undefined, historyId: 'e' },
  ],
  ['an empty history', release, historyOf(), { reason: 'cold-start', release: 'r1', tier: 'light', historyId: 'e' }],
  [
    'a history of unknown items',
    release,
    historyOf(viewOf('x')),
    { reason: 'unknown-items', release: 'r1', tier: 'light', historyId: 'e' },
  ],
  [
    'a history without actions',
    release,
    historyOf(
      eventOf({ type: 'search', search_term: 'sofa' }),
      eventOf({ type: 'view_item_list', items: [{ item_id: 'x' }] }),
    ),
    { reason: 'cold-start', release: 'r1', tier: 'light', historyId: 'e' },
  ],
])('%s gives a reason instead of an answer', async (_, channelRelease, stored, expected) => {
  const { pipeline } = await createPipeline(channelRelease, stored);
  expect(await pipeline.run(scoreOfB, request)).toEqual(expected);
});

/** Shoppers choose item `c` most, and `b` in June. */
const releaseForNewShoppers: Release = {
  ...release,
  config: { ...release.config, context: { weights: { month: 1 }, fade: 0.5 } },
  kinds: {
    ...kindsOf(release.itemIds.map((itemId) => (itemId === 'b' ? 1 : 0))),
    context: {
      demand: Int32Array.from(['', ...release.itemIds], (itemId) => (itemId === 'c' ? 16 : 8)),
      byValue: new Map([['month:6', Int32Array.of(0, 16)]]),
    },
  },
};

test('without a history, a request with a visit is answered by demand and context', async () => {
  const { pipeline } = await createPipeline(releaseForNewShoppers, historyOf());
  const scoresOf = (visit: VisitContext) => pipeline.run(scoreOfB, { ...request, visit });
  const answer = { release: 'r1', tier: 'light', historyId: 'e', actions: 0 };
  expect(await scoresOf({})).toEqual({ ...answer, score: 1 });
  expect(await scoresOf({ month: 6 })).toEqual({ ...answer, score: 3 });
});

test('the context is added to the scores of a short history', async () => {
  const { pipeline } = await createPipeline(releaseForNewShoppers);
  expect(await pipeline.run(scoreOfB, { ...request, visit: { month: 6 } })).toMatchObject({
    score: 6,
    actions: 1,
  });
});

test('a request without a visit never uses the context', async () => {
  const { pipeline } = await createPipeline(releaseForNewShoppers);
  expect(await pipeline.run(scoreOfB, request)).toMatchObject({ score: 5 });
  const { pipeline: empty } = await createPipeline(releaseForNewShoppers, historyOf());
  expect(await empty.run(scoreOfB, request)).toMatchObject({ reason: 'cold-start' });
});

test('a visit does not hide that all items of the history are unknown', async () => {
  const { pipeline } = await createPipeline(releaseForNewShoppers, historyOf(viewOf('x')));
  expect(await pipeline.run(scoreOfB, { ...request, visit: {} })).toMatchObject({
    reason: 'unknown-items',
  });
});

test('the light tier answers a request that fails on a faster one', async () => {
  const backend = new FakeBackend('wasm');
  const { pipeline, tiers, problems } = await createPipeline(release, undefined, backend);
  expect(await pipeline.run(scoreOfB, request)).toMatchObject({ tier: 'wasm', score: 5 });
  (tiers.scorerFor(undefined) as FakeScorer).failure = new Error('out of memory');
  expect(await pipeline.run(scoreOfB, request)).toMatchObject({ tier: 'light', score: 5 });
  expect(problems.latest.map(({ message }) => message)).toEqual(['Tier wasm stopped: out of memory. Now trying wasm.']);
});

test('an error of the light tier is thrown', async () => {
  const { pipeline } = await createPipeline(release);
  const failing: Decision<HistoryRequest, unknown> = (asked, context) =>
    context.withScorer(
      asked,
      () => undefined,
      () => Promise.reject(new AisleError('internal', 'no')),
    );
  await expect(pipeline.run(failing, request)).rejects.toThrow('no');
});

test('a request waits for an earlier forget notice', async () => {
  const { pipeline, notices, reader } = await createPipeline(release);
  await pipeline.run(scoreOfB, request);
  reader.stored = undefined;
  const earlyRequest = pipeline.run(scoreOfB, { ...request, noticesSent: 1 });
  notices.postMessage({ kind: 'forget', number: 1 });
  expect(await earlyRequest).toEqual({ release: 'r1', tier: 'light', historyId: undefined, reason: 'cold-start' });
});

test('a lost notice makes the engine read the history again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { pipeline, reader } = await createPipeline(release);
  await pipeline.run(scoreOfB, request);
  reader.stored = undefined;
  const answer = pipeline.run(scoreOfB, { ...request, noticesSent: 1 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await answer).toMatchObject({ reason: 'cold-start' });
});

test('a request never starts a check for an update', async () => {
  vi.useFakeTimers();
  const { pipeline, update } = await createPipeline(release);
  // An hour later, and the timer of the next check has not run yet.
  vi.setSystemTime(Date.now() + 3_600_000);
  await pipeline.run(scoreOfB, request);
  expect(update).toHaveBeenCalledTimes(1);
});

test('a stop prevents decisions and ends pending ones', async () => {
  const { pipeline, notices, stopping, reader } = await createPipeline(release);
  const decision = vi.fn(scoreOfB);
  const waiting = pipeline.run(decision, { ...request, noticesSent: 1 });
  const pendingRequest = pipeline.run(scoreOfB, request);
  stopping.abort(new AisleError('aborted', 'The engine was stopped.'));
  notices.postMessage({ kind: 'forget', number: 1 });
  const codes = [waiting, pendingRequest, pipeline.run(decision, request)].map((answer) =>
    answer.then(
      () => 'answered',
      ({ code }: AisleError) => code,
    ),
  );
  expect(await Promise.all(codes)).toEqual(['aborted', 'aborted', 'aborted']);
  expect(decision).not.toHaveBeenCalled();
  expect(reader.reads).toBe(0);
});

test('without a history, only decisions on the release answer', async () => {
  const { pipeline, reader } = await createPipeline(release, historyOf(viewOf('a')), undefined, false);
  expect(await pipeline.run(scoreOfB, request)).toEqual({
    release: undefined,
    tier: undefined,
    historyId: undefined,
    reason: 'no-consent',
  });
  const rowOfB: Decision<object, unknown> = (_, context) =>
    context.withRelease(({ items }) => ({ row: items.rowOf('b') }));
  expect(await pipeline.run(rowOfB, {})).toEqual({ release: 'r1', tier: 'light', historyId: undefined, row: 2 });
  expect(reader.reads).toBe(0);
});

test('a decision on the release without a release has the reason', async () => {
  const { pipeline } = await createPipeline(undefined);
  const anything: Decision<object, unknown> = (_, context) => context.withRelease(() => ({}));
  expect(await pipeline.run(anything, {})).toMatchObject({ release: undefined, reason: 'no-model' });
});
