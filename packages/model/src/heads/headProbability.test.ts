import { expect, test } from 'vitest';
import type { HeadConfig } from './headConfig.js';
import { headProbability } from './headProbability.js';
import { sessionHeadConfig } from './linearHead.js';

const head = sessionHeadConfig('purchase-in-session');
const calibrated: HeadConfig = {
  ...head,
  calibration: { scale: 0.5, offset: -1 },
  reliability: {
    baseRate: 0.03,
    bins: [
      { upTo: 0.2, low: 0.05, high: 0.15 },
      { upTo: 1, low: 0.3, high: 0.6 },
    ],
  },
};
const rounded = (range: object) => Object.values(range).map((value: number) => Number(value.toFixed(6)));

test('a probability has the interval of its bin', () => {
  // 0.5 · 2 - 1 = 0, and sigmoid(0) = 0.5.
  expect(rounded(headProbability(calibrated, 2))).toEqual([0.5, 0.3, 0.6]);
  // 0.5 · -2.394449 - 1 = ln(1 / 9), and sigmoid(ln(1 / 9)) = 0.1.
  expect(rounded(headProbability(calibrated, 2 * (1 + Math.log(1 / 9))))).toEqual([0.1, 0.05, 0.15]);
});

test('an interval contains its probability', () => {
  expect(rounded(headProbability(calibrated, 2 * (1 + Math.log(9))))).toEqual([0.9, 0.3, 0.9]);
  expect(rounded(headProbability(calibrated, 2 * (1 + Math.log(1 / 99))))).toEqual([0.01, 0.01, 0.15]);
});

test('the intercept of the season multiplies the odds of probability and interval', () => {
  // Odds 1, 3/7 and 3/2, doubled: 2/3, 6/13 and 3/4.
  expect(rounded(headProbability(calibrated, 2, Math.log(2)))).toEqual([0.666667, 0.461538, 0.75]);
});

test('an interval that reaches 0 or 1 still does with an intercept', () => {
  const bins = [{ upTo: 1, low: 0, high: 1 }];
  expect(headProbability({ ...head, reliability: { baseRate: 0.5, bins } }, 0, 1)).toMatchObject({ low: 0, high: 1 });
});

test('without reliability, the interval is everything', () => {
  expect(headProbability(head, 0)).toEqual({ probability: 0.5, low: 0, high: 1 });
});
