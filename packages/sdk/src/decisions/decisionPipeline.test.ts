import { AisleError } from '@aisle/core';
import { beforeEach, expect, type Mock, test, vi } from 'vitest';
import type { Decision } from './decision.js';
import { DecisionPipeline } from './decisionPipeline.js';

interface Answer {
  readonly items: readonly string[];
}

let nowMs: number;
let tracker: { consent: 'granted' | 'denied' | 'unset'; consentPending?: Promise<void>; lastProblem?: AisleError };
let controller: { allows: (readsHistory: boolean) => boolean; call: ReturnType<typeof vi.fn> };
const refuse = () => false;
let experiment: { inHoldout: boolean; newResult: Mock<() => string> };
const onProblem = vi.fn();
let pipeline: DecisionPipeline;

beforeEach(() => {
  nowMs = 1000;
  onProblem.mockClear();
  tracker = { consent: 'granted' };
  controller = {
    allows: () => true,
    call: vi.fn(async () => ({ release: 'r1', tier: 'light', historyId: 'h', items: ['b', 'a'] })),
  };
  experiment = { inHoldout: false, newResult: vi.fn(() => 'id') };
  pipeline = new DecisionPipeline(tracker as never, controller as never, experiment, { nowMs: () => nowMs }, onProblem);
});

/** Answers with the reply of the engine. */
const decision = (given: Partial<Decision<never, Answer>> = {}): Decision<never, Answer> => ({
  options: undefined,
  deadlineMs: 100,
  fallback: { items: [] },
  prepare: () => ({ call: async () => undefined as never, readReply: ({ items }: Answer) => ({ items }) }),
  ...given,
});

test('a result has the answer, its provenance, result id and duration', async () => {
  controller.call = vi.fn(async () => ((nowMs += 7), { release: 'r1', tier: 'wasm', historyId: 'h', items: ['a'] }));
  expect(await pipeline.decide(decision({ options: { listId: 'shelf' } }))).toEqual({
    items: ['a'],
    release: 'r1',
    tier: 'wasm',
    resultId: 'id',
    durationMs: 7,
  });
  expect(experiment.newResult.mock.calls).toEqual([['shelf']]);
});

test('a decision waits for the first consent decision', async () => {
  controller.allows = refuse;
  tracker.consentPending = Promise.resolve().then(() => void (controller.allows = () => true));
  expect(await pipeline.decide(decision())).toMatchObject({ items: ['b', 'a'] });
});

test('deadline and signal end the wait for consent', async () => {
  controller.allows = refuse;
  tracker.consentPending = new Promise(() => {});
  expect(await pipeline.decide(decision({ options: { deadlineMs: 1 } }))).toMatchObject({ reason: 'timeout' });
  expect(await pipeline.decide(decision({ options: { signal: AbortSignal.abort() } }))).toMatchObject({
    reason: 'aborted',
  });
});

test('without consent and after dispose, the engine is not called', async () => {
  controller.allows = refuse;
  expect(await pipeline.decide(decision())).toEqual({ items: [], reason: 'no-consent', resultId: 'id', durationMs: 0 });
  pipeline.dispose();
  expect(await pipeline.decide(decision())).toMatchObject({ reason: 'disposed' });
  expect(controller.call).not.toHaveBeenCalled();
});

test.each([undefined, null, NaN, 'soon', {}])('a deadline that is %j is the default', async (deadlineMs) => {
  await pipeline.decide(decision({ options: { deadlineMs } as never }));
  expect(controller.call.mock.calls[0]![1]).toEqual({ deadlineMs: 100 });
});

test('the engine gets the remaining deadline and the signal', async () => {
  const { signal } = new AbortController();
  tracker.consentPending = Promise.resolve().then(() => void (nowMs += 30));
  await pipeline.decide(decision({ options: { deadlineMs: 50, signal } }));
  await pipeline.decide(decision());
  expect(controller.call.mock.calls.map(([, options]) => options)).toEqual([
    { deadlineMs: 20, signal },
    { deadlineMs: 100 },
  ]);
});

test('in the holdout, the request is sent and its reply dropped', async () => {
  experiment.inHoldout = true;
  controller.call = vi.fn(async () => Promise.reject(new Error('of no interest')));
  expect(await pipeline.decide(decision())).toMatchObject({ items: [], reason: 'holdout' });
  expect(controller.call).toHaveBeenCalledTimes(1);
});

test('a reply that reveals the holdout is dropped', async () => {
  controller.call = vi.fn(async () => (await undefined, (experiment.inHoldout = true), { items: ['a'] }));
  expect(await pipeline.decide(decision())).toMatchObject({ items: [], reason: 'holdout' });
});

test('the reason of a reply is the reason of the result', async () => {
  controller.call = vi.fn(async () => ({ reason: 'cold-start' }));
  expect(await pipeline.decide(decision())).toEqual({ items: [], reason: 'cold-start', resultId: 'id', durationMs: 0 });
});

test('a release without the items is logged once', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  controller.call = vi.fn(async () => ({ release: 'r1', reason: 'unknown-items' }));
  expect(await pipeline.decide(decision())).toMatchObject({ items: [], reason: 'unknown-items' });
  await pipeline.call(async () => ({}) as never, { deadlineMs: 1 });
  expect(warn.mock.calls).toEqual([
    ['[aisle] Release r1 has none of these items. Train it on your catalogue, with the same ids.'],
  ]);
  warn.mockRestore();
});

test('a listId that throws belongs to no list', () => {
  const options = {
    get listId(): string {
      throw new Error('of the page');
    },
  };
  expect(pipeline.decideNow(options, () => ({ items: [] }))).toEqual({ items: [], resultId: 'id', durationMs: 0 });
  expect(experiment.newResult.mock.calls).toEqual([[undefined]]);
});

test.each([
  ['timeout', 'timeout'],
  ['aborted', 'aborted'],
  ['worker-died', 'worker-unavailable'],
  ['protocol-mismatch', 'worker-unavailable'],
  ['catalogue-file-unusable', 'no-catalogue-file'],
  ['internal', 'engine-failed'],
] as const)('error %s becomes reason %s', async (code, reason) => {
  controller.call = vi.fn(() => Promise.reject(new AisleError(code, 'why')));
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
  expect(tracker.lastProblem).toMatchObject({ code: 'internal', message: 'of the page' });
  expect(onProblem).toHaveBeenCalledTimes(1);
  expect(experiment.newResult).toHaveBeenCalledWith('shelf');
});

test('consent withdrawn during the call is the reason', async () => {
  controller.call = vi.fn(() => ((controller.allows = refuse), Promise.reject(new AisleError('aborted', 'stopped'))));
  expect(await pipeline.decide(decision())).toMatchObject({ reason: 'no-consent' });
});

test('a decision without a history asks for that permission', async () => {
  controller.allows = (readsHistory) => !readsHistory;
  expect(await pipeline.decide(decision({ readsHistory: false }))).toMatchObject({ items: ['b', 'a'] });
  expect(controller.call.mock.calls[0]![2]).toBe(false);
  expect(await pipeline.decide(decision())).toMatchObject({ reason: 'no-consent' });
  expect([pipeline.refusal(), pipeline.refusal(false)]).toEqual(['no-consent', undefined]);
});

test('a call that a restart of the worker aborted is repeated once', async () => {
  controller.call.mockRejectedValueOnce(new AisleError('aborted', 'stopped'));
  expect(await pipeline.decide(decision())).toMatchObject({ items: ['b', 'a'] });
  controller.call.mockRejectedValue(new AisleError('aborted', 'stopped'));
  expect(await pipeline.decide(decision())).toMatchObject({ items: [], reason: 'aborted' });
  expect(controller.call).toHaveBeenCalledTimes(4);
  const signal = AbortSignal.abort();
  expect(await pipeline.decide(decision({ options: { signal } }))).toMatchObject({ reason: 'aborted' });
  expect(controller.call).toHaveBeenCalledTimes(5);
});

test('the engine is called again until there is an answer', async () => {
  let replies = 0;
  const third = decision({
    prepare: () => ({
      call: async () => undefined as never,
      readReply: () => (++replies < 3 ? undefined : { items: ['c'] }),
    }),
  });
  expect(await pipeline.decide(third)).toMatchObject({ items: ['c'] });
  expect(controller.call).toHaveBeenCalledTimes(3);
});

test('a decision without a request returns its reason', async () => {
  expect(await pipeline.decide(decision({ prepare: () => 'invalid-items' }))).toMatchObject({
    items: [],
    reason: 'invalid-items',
  });
  expect(controller.call).not.toHaveBeenCalled();
});

test('a synchronous decision gets the reason for a refusal', () => {
  const refusal = () => pipeline.decideNow({ listId: 'shelf' }, (reason) => ({ reason }));
  expect(refusal()).toEqual({ reason: undefined, resultId: 'id', durationMs: 0 });
  tracker.consent = 'denied';
  expect(refusal().reason).toBe('no-consent');
  experiment.inHoldout = true;
  expect(refusal().reason).toBe('holdout');
  pipeline.dispose();
  expect(refusal().reason).toBe('disposed');
  expect(experiment.newResult).toHaveBeenCalledWith('shelf');
});
