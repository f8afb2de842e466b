import { describe, expect, test } from 'vitest';
import type { Conditions } from '../declaration/declaration.js';
import type { Policy } from '../policy/policy.js';
import { policy } from '../testing/policy.js';
import { declarationOf, WELCOME } from '../testing/welcomeDeclaration.js';
import { decideIntervention } from './decideIntervention.js';
import { eligibility } from './eligibility.js';
import { isHeldOut } from './isHeldOut.js';
import { isWithinBudget } from './isWithinBudget.js';
import type { Situation } from './situation.js';
import { unmetCondition } from './unmetCondition.js';

const HOUR_MS = 3_600_000;
const NOW = 1000 * HOUR_MS;
const SITUATION: Situation = {
  deviceId: '1-2-3-4',
  nowMs: NOW,
  sessionStartMs: NOW - HOUR_MS,
  cart: { items: 2, value: 40 },
  orders: 0,
  viewedCategories: ['shoes'],
  automated: false,
  exposures: [],
  dismissals: [],
  muted: [],
};
const shown = (hoursAgo: number, id = 'other') => ({ id, timestampMs: NOW - HOUR_MS * hoursAgo });
const declared = declarationOf();
const withConditions = (conditions: object) => ({ ...WELCOME, conditions });

// The situation has 2 items of 40 EUR together, 3 orders and a probability of .6.
test.each<[keyof Conditions, bound: number, beyond: number]>([
  ['minCartItems', 2, 3],
  ['maxCartItems', 2, 1],
  ['minCartValue', 40, 40.01],
  ['maxCartValue', 40, 39.99],
  ['minOrders', 3, 4],
  ['maxOrders', 3, 2],
  ['minPurchaseProbability', 0.6, 0.61],
  ['maxPurchaseProbability', 0.6, 0.59],
])('%s holds at its bound', (condition, bound, beyond) => {
  const situation = { ...SITUATION, orders: 3, purchaseProbability: 0.6 };
  expect(unmetCondition({ [condition]: bound }, situation)).toBeUndefined();
  expect(unmetCondition({ [condition]: beyond }, situation)).toBe(condition);
});

test('an unknown probability meets no bound', () => {
  expect(unmetCondition({ minPurchaseProbability: 0 }, SITUATION)).toBe('minPurchaseProbability');
  expect(unmetCondition({ maxPurchaseProbability: 1 }, SITUATION)).toBe('maxPurchaseProbability');
});

describe('eligibility', () => {
  test.each<[string, Partial<Situation>, typeof WELCOME, object | undefined]>([
    ['nothing against it', {}, WELCOME, undefined],
    ['a program', { automated: true }, WELCOME, { reason: 'automated', rule: 'automated' }],
    ['too many orders', { orders: 1 }, WELCOME, { reason: 'not-eligible', rule: 'maxOrders' }],
    ['a small cart', {}, withConditions({ minCartValue: 41 }), { reason: 'not-eligible', rule: 'minCartValue' }],
    ['a cart at its bound', {}, withConditions({ minCartValue: 40, maxCartItems: 2 }), undefined],
    [
      'another category',
      {},
      withConditions({ viewedCategory: 'hats' }),
      { reason: 'not-eligible', rule: 'viewedCategory' },
    ],
    ['an unknown absence', {}, withConditions({ minDaysAway: 1 }), { reason: 'not-eligible', rule: 'minDaysAway' }],
    [
      'an unknown probability',
      {},
      withConditions({ maxPurchaseProbability: 1 }),
      { reason: 'not-eligible', rule: 'maxPurchaseProbability' },
    ],
    ['9.999 of 10 seconds', { sessionStartMs: NOW - 9999 }, WELCOME, { reason: 'not-eligible', rule: 'secondsOnSite' }],
    ['10 seconds', { sessionStartMs: NOW - 10_000 }, WELCOME, undefined],
    ['everything muted', { muted: 'all' }, WELCOME, { reason: 'dismissed', rule: 'muted' }],
    [
      'closed 719 hours ago',
      { dismissals: [shown(719, 'welcome')] },
      WELCOME,
      { reason: 'dismissed', rule: 'dismissalDays' },
    ],
    ['closed 720 hours ago', { dismissals: [shown(720, 'welcome')] }, WELCOME, undefined],
    ['another one closed', { dismissals: [shown(1)] }, WELCOME, undefined],
    ['one in this session', { exposures: [shown(1)] }, WELCOME, { reason: 'capped', rule: 'perSession' }],
    [
      'an exclusion',
      { exposures: [shown(1)] },
      { ...WELCOME, excludes: ['other'] },
      { reason: 'not-eligible', rule: 'excludes' },
    ],
    [
      'three in a week',
      { exposures: [shown(30), shown(60), shown(167)] },
      WELCOME,
      { reason: 'capped', rule: 'perWeek' },
    ],
    ['the third a week ago', { exposures: [shown(30), shown(60), shown(168)] }, WELCOME, undefined],
    ['23 hours after another', { exposures: [shown(23)] }, WELCOME, { reason: 'capped', rule: 'cooldownHours' }],
    ['24 hours after another', { exposures: [shown(24)] }, WELCOME, undefined],
  ])('with %s', (_name, situation, intervention, expected) => {
    expect(eligibility(intervention, declared, { ...SITUATION, ...situation })).toEqual(expected);
  });

  test('conditions come before the holdout, which comes before caps', () => {
    const everybody = { ...declared, holdout: { share: 1, salt: 'spring' } };
    const capped = { ...SITUATION, exposures: [shown(1)] };
    expect(eligibility(WELCOME, everybody, capped)?.reason).toBe('holdout');
    expect(eligibility(WELCOME, everybody, { ...capped, orders: 1 })?.reason).toBe('not-eligible');
  });
});

const DEVICES = Array.from({ length: 4000 }, (_, n) => `${n}-1-2-3`);
// Four standard deviations of 4,000 coins of probability .5 and .25.
const expectShare = (count: number, share: number) =>
  expect(Math.abs(count - 4000 * share)).toBeLessThan(4 * Math.sqrt(4000 * share * (1 - share)));

test('groups of different salts and interventions are independent', () => {
  const inSpring = (id: string) => isHeldOut({ share: 0.5, salt: 'spring' }, id);
  expectShare(DEVICES.filter(inSpring).length, 0.5);
  expectShare(DEVICES.filter((id) => inSpring(id) && isHeldOut({ share: 0.5, salt: 'autumn' }, id)).length, 0.25);
  expectShare(
    DEVICES.filter((id) => inSpring(id) && isHeldOut({ share: 0.5, salt: 'spring' }, id, 'welcome')).length,
    0.25,
  );
});

test('a budget thins devices, anew each day', () => {
  const thinned = { ...WELCOME, budget: { perDay: 50, eligibleDevices: 100 } };
  const today = (id: string) => isWithinBudget(thinned, id, NOW);
  expectShare(DEVICES.filter(today).length, 0.5);
  expectShare(DEVICES.filter((id) => today(id) && isWithinBudget(thinned, id, NOW + 24 * HOUR_MS)).length, 0.25);
  expect(DEVICES.every((id) => isWithinBudget(WELCOME, id, NOW))).toBe(true);
});

describe('decideIntervention', () => {
  /** Uplifts of .2 and .1, with a deviation of .05: gains of 18 and 8 an exposure. */
  const known = (mean: number) => ({
    shown: { mean: 0.1 + mean, spread: 0.03 },
    base: { mean: 0.1, spread: 0.04 },
    exposures: 500,
  });
  const both: Policy = { ...policy, interventions: { welcome: known(0.2), second: known(0.1) } };
  const two = declarationOf(WELCOME, { ...WELCOME, id: 'second' });
  const decide = (chosen: Policy | undefined, draw = 0.5, placement = 'cart', situation = SITUATION) =>
    decideIntervention({ declaration: two, policy: chosen, placement, situation, random: () => draw });

  test('shows the intervention with the highest gain, with its propensity', () => {
    expect(decide(both)).toEqual({
      act: true,
      reason: 'chosen',
      probability: expect.closeTo(0.8, 10),
      intervention: WELCOME,
      why: [{ intervention: 'welcome', reason: 'chosen', rule: 'uplift', value: expect.closeTo(0.2, 10) }],
    });
  });

  test('acts only if the lower bound is worth its cost', () => {
    // One deviation of .05 below .069 is .019, which gains 1.9. The cost is 2.
    const least: Policy = { ...policy, interventions: { welcome: known(0.069) } };
    expect(decide(least)).toMatchObject({
      act: false,
      reason: 'not-worth-its-cost',
      why: [
        { intervention: 'second', reason: 'not-confident', rule: 'policy' },
        { intervention: 'welcome', rule: 'netValue', value: expect.closeTo(-0.1, 10) },
      ],
    });
    expect(decide({ ...policy, interventions: { welcome: known(0.071) } })).toMatchObject({ act: true });
  });

  test('without a policy or with few exposures it is not confident', () => {
    for (const unsure of [undefined, { ...both, minExposures: 501 }])
      expect(decide(unsure)).toMatchObject({ act: false, reason: 'not-confident' });
  });

  test('exploration says so, whether it shows something or nothing', () => {
    expect(decide(both, 0.99)).toMatchObject({ act: true, reason: 'explored', intervention: { id: 'second' } });
    expect(decide(both, 0)).toMatchObject({ act: false, reason: 'explored' });
  });

  test('a placement without interventions stays empty', () => {
    expect(decide(both, 0, 'home')).toEqual({
      act: false,
      reason: 'not-eligible',
      probability: 1,
      why: [],
    });
  });

  test('gives the reason that came furthest', () => {
    const excluding = declarationOf({ ...WELCOME, conditions: { minOrders: 5 } }, { ...WELCOME, id: 'second' });
    const situation = { ...SITUATION, exposures: [shown(1)] };
    expect(
      decideIntervention({ declaration: excluding, policy: undefined, placement: 'cart', situation, random: () => 0 })
        .reason,
    ).toBe('capped');
  });
});
