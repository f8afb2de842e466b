import type { Intervention } from '@aisle/decisions';
import { expect, test } from 'vitest';
import { oracleMargin } from './oracle.js';
import { Shopper } from './shopper.js';
import { SHOPPER_TYPES, type ShopperTypeName, typeAt } from './shopperType.js';
import { expectedMargin } from './visit.js';

const hint = { id: 'hint', kind: 'hint' } as Intervention;
const discount = { id: 'discount', kind: 'discount', interrupts: true } as Intervention;
const always = () => 0;
const never = () => 0.999;

const probabilities = (shopper: Shopper) =>
  (['nothing', 'hint', 'discount'] as const).map((shown) => shopper.orderProbability(shown));

test.each<[ShopperTypeName, number[]]>([
  ['persuadable', [0.04, 0.1, 0.12]],
  ['sure thing', [0.25, 0.25, 0.25]],
  ['lost cause', [0.005, 0.005, 0.005]],
  ['annoyed', [0.08, 0.08, 0.08]],
  ['learner', [0.2, 0.2, 0.3]],
])('%s orders as its type says before it learned anything', (type, expected) => {
  expect(probabilities(new Shopper('a', type))).toEqual(expected);
});

test('learner orders less without a discount once discounts were shown', () => {
  const shopper = new Shopper('a', 'learner');
  shopper.remember(discount, [], never);
  shopper.remember(discount, [], never);
  // Waiting is 1 − .95² = .0975. Without: .2 · (1 − .85 · .0975). With: .2 + .1 · (1 − .0975).
  expect(probabilities(shopper)).toEqual([0.183425, 0.183425, 0.29025].map((value) => expect.closeTo(value, 12)));
  shopper.remember(undefined, [], never);
  // A visit without a discount leaves 90 % of .0975.
  expect(shopper.orderProbability('nothing')).toBeCloseTo(0.2 * (1 - 0.85 * 0.08775), 12);
});

test.each<ShopperTypeName>(['persuadable', 'sure thing', 'lost cause', 'annoyed'])(
  '%s orders the same after ten discounts',
  (type) => {
    const [shopper, fresh] = [new Shopper('a', type), new Shopper('b', type)];
    for (let visit = 0; visit < 10; visit++) shopper.remember(discount, [], never);
    expect(probabilities(shopper)).toEqual(probabilities(fresh));
  },
);

test('only annoyed shoppers leave or mute, and only by interruptions', () => {
  for (const type of Object.keys(SHOPPER_TYPES) as ShopperTypeName[]) {
    const [interrupted, hinted] = [new Shopper('a', type), new Shopper('b', type)];
    interrupted.remember(discount, [], always);
    hinted.remember(hint, [], always);
    const isAnnoyed = type === 'annoyed';
    expect([interrupted.hasLeft, interrupted.muted], type).toEqual([isAnnoyed, isAnnoyed ? 'all' : []]);
    expect([hinted.hasLeft, hinted.muted], type).toEqual([false, []]);
  }
});

test('margins of a visit subtract the discount from orders and the hint always', () => {
  const shopper = new Shopper('a', 'persuadable');
  expect(expectedMargin(shopper, 'nothing')).toBeCloseTo(0.04 * 20, 12);
  expect(expectedMargin(shopper, 'hint')).toBeCloseTo(0.1 * 20 - 0.1, 12);
  expect(expectedMargin(shopper, 'discount')).toBeCloseTo(0.12 * 15, 12);
});

test('oracle shows the hint where it persuades and nothing elsewhere', () => {
  expect(oracleMargin('persuadable')).toBeCloseTo(1.9, 12);
  expect(oracleMargin('learner')).toBeCloseTo(4, 12);
  expect(oracleMargin('annoyed')).toBeCloseTo(1.6, 12);
});

test('types fill the population by their shares', () => {
  const found = Array.from({ length: 100 }, (_, i) => typeAt((i + 0.5) / 100));
  const shares = Object.entries(SHOPPER_TYPES).map(([name, { share }]) => [name, Math.round(100 * share)]);
  expect(shares.map(([name]) => [name, found.filter((one) => one === name).length])).toEqual(shares);
});
