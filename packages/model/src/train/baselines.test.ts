import { describe, expect, test } from 'vitest';
import type { Action } from '../action.js';
import { popularity, SEQUENCE_TRANSITIONS, SESSION_TRANSITIONS, transitionScorer } from './baselines.js';
import type { TrainingHistory } from './split.js';

const actionsOn = (rows: readonly number[]): Action[] =>
  rows.map((itemRow, i) => ({ itemRow, typeIndex: 2, timestampMs: i }));
const trainingOn = (...users: readonly (readonly number[])[]): TrainingHistory[] =>
  users.map((rows) => ({ actions: actionsOn(rows), labelRows: new Int32Array(rows.length) }));

const close = (found: Float64Array, expected: readonly number[]) => {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, row) => expect(found[row]).toBeCloseTo(value, 12));
};

test('popularity counts every action, for every history', () => {
  const scorer = popularity(trainingOn([1, 2, 2], [2, 4]), 5);
  expect([...scorer([])]).toEqual([0, 1, 3, 0, 1, 0]);
  expect([...scorer(actionsOn([4]))]).toEqual([0, 1, 3, 0, 1, 0]);
});

describe('transitionScorer, sequences', () => {
  // Users 1 2 3 and 1 3. Forward: C12 = 1, C23 = 1, C13 = .9 + 1. Backward, half of it: C21 = .5, C32 = .5, C31 = .95.
  const score = transitionScorer(trainingOn([1, 2, 3], [1, 3]), 4, SEQUENCE_TRANSITIONS);
  // Counts 2, 1, 2 and 0, plus one, to the powers -.2 (earlier item) and -.25 (later item).
  const from = [NaN, 3 ** -0.2, 2 ** -0.2, 3 ** -0.2];
  const to = [NaN, 3 ** -0.25, 2 ** -0.25, 3 ** -0.25];

  test('one action', () => {
    close(score(actionsOn([1])), [0, 0, from[1]! * to[2]!, 1.9 * from[1]! * to[3]!, 0]);
    close(score(actionsOn([3])), [0, 0.95 * from[3]! * to[1]!, 0.5 * from[3]! * to[2]!, 0, 0]);
  });

  test('two actions, the older at .7', () => {
    close(score(actionsOn([1, 2])), [
      0,
      0.5 * from[2]! * to[1]!,
      0.7 * from[1]! * to[2]!,
      from[2]! * to[3]! + 0.7 * 1.9 * from[1]! * to[3]!,
      0,
    ]);
  });

  test('an item without transitions and an empty history score nothing', () => {
    close(score(actionsOn([4])), [0, 0, 0, 0, 0]);
    close(score([]), [0, 0, 0, 0, 0]);
  });
});

describe('transitionScorer, sessions', () => {
  test('pairs weigh 1 / gap, up to 5 steps, forwards only', () => {
    const score = transitionScorer(trainingOn([1, 2, 3, 4, 5, 6, 7], [1, 3]), 7, SESSION_TRANSITIONS);
    close(score(actionsOn([1])), [0, 0, 1, 1 / 2 + 1, 1 / 3, 1 / 4, 1 / 5, 0]);
    close(score(actionsOn([7])), [0, 0, 0, 0, 0, 0, 0, 0]);
    close(score(actionsOn([5, 6])), [0, 0, 0, 0, 0, 0, 0.7, 1 + 0.7 / 2]);
  });

  test('the eleventh action from the end does not count', () => {
    const score = transitionScorer(trainingOn([1, 2]), 3, SESSION_TRANSITIONS);
    const idle = (count: number) => Array.from({ length: count }, () => 3);
    close(score(actionsOn([1, ...idle(9)])), [0, 0, 0.7 ** 9, 0]);
    close(score(actionsOn([1, ...idle(10)])), [0, 0, 0, 0]);
  });

  test('the same item twice in a row is a transition to itself', () => {
    const score = transitionScorer(trainingOn([2, 2]), 2, SESSION_TRANSITIONS);
    close(score(actionsOn([2])), [0, 0, 1]);
  });
});
