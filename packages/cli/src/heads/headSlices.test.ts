import { expect, test } from 'vitest';
import type { HeadQuestion } from './headQuestions.js';
import { headSlices } from './headSlices.js';

const question = (momentMs: number, answeredMs = momentMs): HeadQuestion => ({
  momentMs,
  answeredMs,
  known: 1,
  knownOfSession: 1,
  outcome: 0,
  shopper: 0,
  inputs: new Float32Array(),
  orders: { firstOrderMs: 0, lastOrderMs: 0, orderCount: 0 },
});
const moments = (questions: readonly HeadQuestion[]) => questions.map(({ momentMs }) => momentMs);

test('each slice is later than the one before it', () => {
  const slices = headSlices(Array.from({ length: 20 }, (_, i) => question(i)));
  expect(Object.values(slices).map(moments)).toEqual([
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    [11, 12, 13],
    [14, 15, 16],
    [17, 18, 19],
  ]);
});

test('a question that is answered during the test is in no slice', () => {
  const { training, validation, calibration, test } = headSlices([question(0, 12), question(1), question(11)], 10);
  expect([training, validation, calibration].flatMap(moments)).toEqual([1]);
  expect(moments(test)).toEqual([11]);
});
