import { expect, test } from 'vitest';
import { doublyRobust } from './doublyRobust.js';
import { doublyRobustGain } from './doublyRobustGain.js';
import { inversePropensityScoring } from './inversePropensityScoring.js';
import { selfNormalizedScoring } from './selfNormalizedScoring.js';

/** Weights 2, .5, 0 and 1. */
const DECISIONS = [
  { reward: 1, loggedProbability: 0.25, targetProbability: 0.5 },
  { reward: 1, loggedProbability: 0.5, targetProbability: 0.25 },
  { reward: 1, loggedProbability: 0.25, targetProbability: 0 },
  { reward: 0, loggedProbability: 0.5, targetProbability: 0.5 },
];
const predicted = DECISIONS.map((decision, i) => ({
  ...decision,
  predictedReward: [0.5, 0.2, 0.9, 0.4][i]!,
  expectedReward: [0.4, 0.3, 0.2, 0.5][i]!,
}));

test('inversePropensityScoring divides the weighted rewards by the decisions', () => {
  // (2 + .5 + 0 + 0) / 4
  expect(inversePropensityScoring(DECISIONS)).toBe(0.625);
});

test('selfNormalizedScoring divides the weighted rewards by the weights', () => {
  // (2 + .5) / (2 + .5 + 0 + 1)
  expect(selfNormalizedScoring(DECISIONS)).toBeCloseTo(2.5 / 3.5, 14);
});

test('doublyRobust corrects the expectation by weighted errors', () => {
  // Expectations 1.4. Errors 2 · .5 + .5 · .8 + 0 · .1 − 1 · .4 = 1. Divided by 4.
  expect(doublyRobust(predicted)).toBeCloseTo(0.6, 14);
});

test('without predictions, doublyRobust is inversePropensityScoring', () => {
  const blind = DECISIONS.map((decision) => ({ ...decision, predictedReward: 0, expectedReward: 0 }));
  expect(doublyRobust(blind)).toBe(inversePropensityScoring(DECISIONS));
});

test('all three find the mean reward of the policy that decided', () => {
  const same = predicted.map((decision) => ({
    ...decision,
    targetProbability: decision.loggedProbability,
    expectedReward: decision.predictedReward,
  }));
  for (const value of [inversePropensityScoring(same), selfNormalizedScoring(same), doublyRobust(same)])
    expect(value).toBeCloseTo(0.75, 14);
});

test('doublyRobustGain is the mean of paired differences, with its interval', () => {
  const outcome = (reward: number, targetProbability: number) => ({
    reward,
    loggedProbability: 0.5,
    targetProbability,
    predictedReward: 0,
    expectedReward: 0,
  });
  const pair = (reward: number, policy: number, baseline: number) => ({
    policy: outcome(reward, policy),
    baseline: outcome(reward, baseline),
  });
  // Differences 2, −2, 2 and 2: mean 1, variance (1 + 9 + 1 + 1) / 3 = 4, standard error √(4 / 4) = 1.
  const found = doublyRobustGain([pair(1, 1, 0), pair(1, 0, 1), pair(1, 1, 0), pair(1, 1, 0)]);
  expect(found.gain).toBe(1);
  expect(found.interval).toEqual([expect.closeTo(-0.959964, 10), expect.closeTo(2.959964, 10)]);
  expect(found.isSignificant).toBe(false);
  expect(doublyRobustGain([pair(1, 1, 0), pair(1, 1, 0)])).toEqual({ gain: 2, interval: [2, 2], isSignificant: true });
});
