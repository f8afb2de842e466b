import { AisleError } from '@aisle/core';
import { beforeEach, expect, type Mock, test, vi } from 'vitest';
import type { Decision } from './decision.js';
import { DecisionPipeline } from './decisionPipeline.js';

interface Answer {
  readonly items: readonly string[];
}

let nowMs: number;
let tracker: { consent: 'granted' | 'denied' | 'unset'; starting?: Promise<void>; lastError?: AisleError };
let session: { isAllowed: boolean; ask: ReturnType<typeof vi.fn> };
let experiment: { inHoldout: boolean; newResult: Mock<() => string> };
const onProblem = vi.fn();
let pipeline: DecisionPipeline;

beforeEach(() => {
  nowMs = 1000;
  onProblem.mockClear();
  tracker = { consent: 'granted' };
  session = {
    isAllowed: true,
    ask: vi.fn(async () => ({ release: 'r1', tier: 'light', historyId: 'h', items: ['b', 'a'] })),
  };
  experiment = { inHoldout: false, newResult: vi.fn(() => 'id') };
  pipeline = new DecisionPipeline(tracker as never, session as never, experiment, { nowMs: () => nowMs }, onProblem);
});

/** Gives what the engine replies; nothing where it cannot. */
const decision = (given: Partial<Decision<never, Answer>> = {}): Decision<never, Answer> => ({
  options: undefined,
  deadlineMs: 100,
  unanswered: { items: [] },
  prepare: () => ({ request: async () => undefined as never, answer: ({ items }: Answer) => ({ items }) }),
  ...given,
});

test('a result has the answer, its provenance, result id and duration', async () => {
  session.ask = vi.fn(async () => ((nowMs += 7), { release: 'r1', tier: 'wasm', historyId: 'h', items: ['a'] }));
  expect(await pipeline.decide(decision({ options: { listId: 'shelf' } }))).toEqual({
    items: ['a'],
    release: 'r1',
    tier: 'wasm',
    resultId: 'id',
    durationMs: 7,
  });
  expect(experiment.newResult.mock.calls).toEqual([['shelf']]);
});

test('consent is looked at once the tracker has started', async () => {
  session.isAllowed = false;
  tracker.starting = Promise.resolve().then(() => void (session.isAllowed = true));
  expect(await pipeline.decide(decision())).toMatchObject({ items: ['b', 'a'] });
});

test('a start that outlasts the deadline or the signal is not waited for', async () => {
  session.isAllowed = false;
  tracker.starting = new Promise(() => {});
  expect(await pipeline.decide(decision({ options: { deadlineMs: 1 } }))).toMatchObject({ reason: 'timeout' });
  expect(await pipeline.decide(decision({ options: { signal: AbortSignal.abort() } }))).toMatchObject({
    reason: 'aborted',
  });
});

test('without consent, and after dispose, the engine is not asked', async () => {
  session.isAllowed = false;
  expect(await pipeline.decide(decision())).toEqual({ items: [], reason: 'no-consent', resultId: 'id', durationMs: 0 });
  pipeline.dispose();
  expect(await pipeline.decide(decision())).toMatchObject({ reason: 'disposed' });
  expect(session.ask).not.toHaveBeenCalled();
});

test('the engine gets what is left of the deadline, and the signal', async () => {
  const { signal } = new AbortController();
  tracker.starting = Promise.resolve().then(() => void (nowMs += 30));
  await pipeline.decide(decision({ options: { deadlineMs: 50, signal } }));
  await pipeline.decide(decision());
  expect(session.ask.mock.calls.map(([, options]) => options)).toEqual([
    { deadlineMs: 20, signal },
    { deadlineMs: 100 },
  ]);
});

test('in the holdout the request is sent, and its reply dropped', async () => {
  experiment.inHoldout = true;
  session.ask = vi.fn(async () => Promise.reject(new Error('of no interest')));
  expect(await pipeline.decide(decision())).toMatchObject({ items: [], reason: 'holdout' });
  expect(session.ask).toHaveBeenCalledTimes(1);
});

test('a reply that reveals the holdout is dropped', async () => {
  session.ask = vi.fn(async () => (await undefined, (experiment.inHoldout = true), { items: ['a'] }));
  expect(await pipeline.decide(decision())).toMatchObject({ items: [], reason: 'holdout' });
});

test("a reply's reason is the result's", async () => {
  session.ask = vi.fn(async () => ({ reason: 'cold-start' }));
  expect(await pipeline.decide(decision())).toEqual({ items: [], reason: 'cold-start', resultId: 'id', durationMs: 0 });
});

test.each([
  ['timeout', 'timeout'],
  ['aborted', 'aborted'],
  ['worker-died', 'worker-unavailable'],
  ['protocol-mismatch', 'worker-unavailable'],
  ['catalogue-file-unusable', 'no-catalogue-file'],
  ['internal', 'engine-failed'],
] as const)('error %s becomes reason %s', async (code, reason) => {
  session.ask = vi.fn(() => Promise.reject(new AisleError(code, 'why')));
  expect(await pipeline.decide(decision())).toMatchObject({ items: [], reason });
});

test('an unexpected error is the last problem', async () => {
  const throwing = decision({
    options: { listId: 'shelf' },
    prepare: () => {
      throw new Error('of the page');
    },
  });
  expect(await pipeline.decide(throwing)).toMatchObject({ items: [], reason: 'engine-failed' });
  expect(tracker.lastError).toMatchObject({ code: 'internal', message: 'of the page' });
  expect(onProblem).toHaveBeenCalledTimes(1);
  expect(experiment.newResult).toHaveBeenCalledWith('shelf');
});

test('consent withdrawn during the call is the reason', async () => {
  session.ask = vi.fn(() => ((session.isAllowed = false), Promise.reject(new AisleError('aborted', 'stopped'))));
  expect(await pipeline.decide(decision())).toMatchObject({ reason: 'no-consent' });
});

test('a question is asked again until it has an answer', async () => {
  let replies = 0;
  const third = decision({
    prepare: () => ({
      request: async () => undefined as never,
      answer: () => (++replies < 3 ? undefined : { items: ['c'] }),
    }),
  });
  expect(await pipeline.decide(third)).toMatchObject({ items: ['c'] });
  expect(session.ask).toHaveBeenCalledTimes(3);
});

test('a decision with nothing to ask gives the reason', async () => {
  expect(await pipeline.decide(decision({ prepare: () => 'invalid-items' }))).toMatchObject({
    items: [],
    reason: 'invalid-items',
  });
  expect(session.ask).not.toHaveBeenCalled();
});

test('an instant decision gets the reason for a refusal', () => {
  const refusal = () => pipeline.decideNow({ listId: 'shelf' }, (why) => ({ why }));
  expect(refusal()).toEqual({ why: undefined, resultId: 'id', durationMs: 0 });
  tracker.consent = 'denied';
  expect(refusal().why).toBe('no-consent');
  experiment.inHoldout = true;
  expect(refusal().why).toBe('holdout');
  pipeline.dispose();
  expect(refusal().why).toBe('disposed');
  expect(experiment.newResult).toHaveBeenCalledWith('shelf');
});
