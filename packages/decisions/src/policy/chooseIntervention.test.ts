import { seededRandom } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import { policy } from '../testing/policy.js';
import { type Candidate, chooseIntervention } from './chooseIntervention.js';

const candidates: readonly Candidate[] = [
  { id: 'welcome', cost: 5, value: 40 },
  { id: 'free-shipping', cost: 0.1, value: 4 },
];
const choose = (changes: Partial<typeof policy>, draw = 0, offered = candidates) =>
  chooseIntervention({ ...policy, ...changes }, offered, {}, () => draw);

test('the confident action with the highest gain gets what the others leave', () => {
  // Gains as shares of 40: welcome .075, free shipping .0275, nothing 0. K = 3.
  // Weights: nothing 1 / (3 + 10 · .075) = .26667, free shipping 1 / (3 + 10 · .0475) = .28777; sum .55443.
  // They share .2: nothing .09619, free shipping .10381. Welcome gets .8.
  expect(choose({}, 0)).toMatchObject({ explored: true, best: 'welcome', probability: expect.closeTo(0.09619, 4) });
  expect(choose({}, 0.5)).toMatchObject({
    drawn: 'welcome',
    explored: false,
    probability: expect.closeTo(0.8, 10),
    uplift: expect.closeTo(0.2, 10),
    refusals: [],
  });
  expect(choose({}, 0.95)).toMatchObject({ drawn: 'free-shipping', probability: expect.closeTo(0.10381, 4) });
});

test('without enough exposures nothing is best, and interventions are explored', () => {
  const found = choose({ minExposures: 501 }, 0);
  expect(found).toMatchObject({ explored: false, probability: expect.closeTo(0.8, 10), uplift: 0 });
  expect(found.drawn).toBeUndefined();
  expect(found.refusals.map(({ reason, value }) => [reason, value])).toEqual([
    ['not-confident', 500],
    ['not-confident', 500],
  ]);
  expect(choose({ minExposures: 501 }, 0.85)).toMatchObject({ drawn: 'welcome', explored: true });
});

test('a lower bound that does not pay the cost is not confident', () => {
  // hypot(.03, .04) = .05. This much below the mean of .2 pays (.15 · 40 = 6). Four deviations (0 · 40) do not pay 5.
  expect(choose({ boundDeviations: 1 }, 0.5, candidates.slice(0, 1)).drawn).toBe('welcome');
  expect(choose({ boundDeviations: 4 }, 0.5, candidates.slice(0, 1))).toMatchObject({
    refusals: [{ reason: 'not-worth-its-cost', value: expect.closeTo(-5, 10) }],
  });
});

test('every intervention keeps the floor', () => {
  expect(choose({ gamma: 1e9 }, 0.99)).toMatchObject({ probability: 0.02, drawn: 'free-shipping' });
});

test('context moves the uplift', () => {
  const context = { hasCart: -0.3 };
  const interventions = { ...policy.interventions, welcome: { ...policy.interventions.welcome!, context } };
  const best = (features: Record<string, number>) =>
    chooseIntervention({ ...policy, interventions }, candidates, features, () => 0.5).best;
  expect(best({ hasCart: 0 })).toBe('welcome');
  expect(best({ hasCart: 1 })).toBe('free-shipping');
});

describe('nothing', () => {
  test('is certain without candidates', () => {
    expect(choose({}, 0.3, [])).toEqual({ probability: 1, explored: false, uplift: 0, refusals: [] });
  });

  test('is the answer for an intervention that the policy does not know', () => {
    expect(choose({}, 0.3, [{ id: 'constructor', cost: 0, value: 1 }])).toMatchObject({ probability: 1 });
  });
});

test('frequencies agree with the propensities', () => {
  const random = seededRandom(1);
  const drawn = new Map<string, { count: number; probability: number }>();
  const runs = 40_000;
  for (let i = 0; i < runs; i++) {
    const { drawn: id = 'nothing', probability } = chooseIntervention(policy, candidates, {}, random);
    drawn.set(id, { count: (drawn.get(id)?.count ?? 0) + 1, probability });
  }
  expect([...drawn.values()].reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
  // Four standard deviations of a binomial share.
  for (const { count, probability } of drawn.values())
    expect(Math.abs(count / runs - probability)).toBeLessThan(4 * Math.sqrt((probability * (1 - probability)) / runs));
});
