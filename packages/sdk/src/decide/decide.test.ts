import type { DecisionRow } from '@aisle/store';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { decisionsOn } from './decisions.js';
import type { DecisionsHost } from './decisionsHost.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ANSWER = {
  resultId: '1',
  durationMs: 0,
  sessionStartMs: 0,
  rules: { caps: { perSession: 1, perWeek: 1 }, cooldownHours: 0, dismissalDays: 1, secondsOnSite: 0 },
  decision: { act: true, intervention: { id: 'welcome' }, reason: 'chosen', probability: 0.9, why: [] },
};
const never = new Promise<never>(() => {});

/** A host whose storage answers the first calls, and no later one. */
function hostWithStorage(answeredCalls: number, rows: readonly DecisionRow[] = []) {
  let calls = 0;
  const deadlines: (number | undefined)[] = [];
  const host: DecisionsHost = {
    changeDecisions: (change) => (calls++ < answeredCalls ? Promise.resolve(change(rows).result) : never),
    request: async (_, options) => {
      deadlines.push(options?.deadlineMs);
      return (options?.deadlineMs ? ANSWER : { ...ANSWER, reason: 'timeout' }) as never;
    },
  };
  return { decisions: decisionsOn(host), deadlines };
}

test.each([
  ['the read', 0],
  ['the reservation', 1],
])('decide resolves by its deadline when storage blocks %s', async (_, answeredCalls) => {
  const { decisions } = hostWithStorage(answeredCalls);
  const decided = decisions.decide({ placement: 'cart', deadlineMs: 200 });
  await vi.advanceTimersByTimeAsync(200);
  // Without the deadline, the other one comes first.
  const answer = await Promise.race([decided, vi.advanceTimersByTimeAsync(1_000).then(() => 'nothing yet')]);
  expect(answer).toMatchObject({ act: false, reason: 'timeout' });
});

test('a decision whose storage answers acts, and the engine gets the rest of the deadline', async () => {
  const { decisions, deadlines } = hostWithStorage(2);
  expect(await decisions.decide({ placement: 'cart', deadlineMs: 200 })).toMatchObject({ act: true, probability: 0.9 });
  expect(deadlines[0]).toBeLessThanOrEqual(200);
  expect(vi.getTimerCount()).toBe(0);
});

test('nothing is shown if what the shopper dismissed could not be read', async () => {
  let calls = 0;
  const decisions = decisionsOn({
    // The first call is before the storage is open.
    changeDecisions: async (change) => (calls++ > 0 ? change([]).result : undefined),
    request: async () => ANSWER as never,
  });
  expect(await decisions.decide({ placement: 'cart' })).toMatchObject({ act: false, reason: 'capped' });
});

test('decide without an argument asks for no placement, and does not throw', async () => {
  const { decisions } = hostWithStorage(2);
  expect(await decisions.decide(undefined as never)).toMatchObject({ act: true });
});

test.each([undefined, null, 'soon', NaN])('with a deadline of %s, decide has two seconds', async (deadlineMs) => {
  const { decisions, deadlines } = hostWithStorage(2);
  await decisions.decide({ placement: 'cart', deadlineMs: deadlineMs as number });
  expect(deadlines).toEqual([2_000]);
});
