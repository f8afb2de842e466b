import { expect, test } from 'vitest';
import { actionsOfSteps, plainTraining } from '../testing/steps.js';
import { continuationOf, historiesSince, historiesUntil, rowsToLearn } from './continuation.js';
import { addTraining, type TrainingHistory } from './split.js';

const MINUTE_MS = 60_000;
const trainOn = (...histories: string[][]): TrainingHistory[] => {
  const training: TrainingHistory[] = [];
  for (const steps of histories) addTraining(training, actionsOfSteps(...steps), 'next-purchase');
  return training;
};
// A is bought in minute 7; B of the first shopper before that, A of the second within the known time.
const training = trainOn(
  ['view A 1', 'view B 2', 'cart A 5', 'buy A 7'],
  ['view C 1', 'buy A 4'],
  ['view E 8', 'view D 9'],
);
const SINCE = { trainedUntilMs: 5 * MINUTE_MS, recency: { firstMs: 0, lastMs: 1 } };

test('recency is the span of the first training', () => {
  const own = { firstMs: MINUTE_MS, lastMs: 9 * MINUTE_MS };
  expect(continuationOf(training)).toEqual({ trainedUntilMs: 9 * MINUTE_MS, recency: own });
  expect(continuationOf(training, SINCE.recency)).toEqual({ trainedUntilMs: 9 * MINUTE_MS, recency: SINCE.recency });
});

test('historiesUntil has no later labels and no single actions', () => {
  // A is bought in minute 7. Until minute 5, its cart action was not a decision.
  expect(plainTraining(historiesUntil(training, 5 * MINUTE_MS, 'next-purchase'))).toEqual([
    [
      [1, 2, 1],
      [0, 0, 0],
    ],
    [
      [3, 1],
      [1, 0],
    ],
  ]);
  expect(plainTraining(historiesUntil(training, 7 * MINUTE_MS, 'next-purchase'))[0]).toEqual([
    [1, 2, 1, 1],
    [1, 1, 0, 0],
  ]);
  expect(historiesUntil(training, 8 * MINUTE_MS, 'next-purchase').length).toBe(2);
});

test('rowsToLearn: new items and items with later events', () => {
  // A, D and E have a later event, B and C do not. F, the last one, has no event.
  expect([...rowsToLearn(training, 6, 5, SINCE)]).toEqual([0, 1, 0, 0, 1, 1, 1]);
  // The release was trained on an event of that very time.
  expect([...rowsToLearn(training, 6, 6, { ...SINCE, trainedUntilMs: 7 * MINUTE_MS })]).toEqual([0, 0, 0, 0, 1, 1, 0]);
});

test('historiesSince: later events after a window of context', () => {
  const histories = historiesSince(training, 5 * MINUTE_MS, 2);
  expect(plainTraining(histories)).toEqual([
    [
      [2, 1, 1],
      [1, 0, 0],
    ],
    [
      [5, 4],
      [0, 0],
    ],
  ]);
  expect(histories.map(({ firstTargetIndex }) => firstTargetIndex)).toEqual([2, 0]);
});

test('historiesSince refuses a log without later events', () => {
  expect(() => historiesSince(training, 9 * MINUTE_MS, 2)).toThrowError(
    expect.objectContaining({
      code: 'data-invalid',
      message:
        'No event of the training part is later than 1970-01-01T00:09:00.000Z, when the training of the release ended. Give a log with later events.',
    }),
  );
});
