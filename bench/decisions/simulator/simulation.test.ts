import { expect, test } from 'vitest';
import { groupCounts } from './groupCounts.js';
import { repetitionInterval } from './repetitions.js';
import { runStrategy } from './runStrategy.js';
import { Shopper } from './shopper.js';
import { careful, greedyDiscount, hintForAll, noOffers } from './strategy.js';
import type { Visit } from './visit.js';

const WORLD = { seed: 7, shoppers: 200, weeks: 4, periods: [[1, 4]] } as const;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('nothing is shown without offers, and margins are those of the types', async () => {
  const { margins, exposures, broken, measured } = await runStrategy(noOffers, WORLD);
  expect([exposures, broken, measured]).toEqual([{}, 0, [undefined]]);
  // 2.1 visits a week of .097 orders of 20. The types' own spread and the calendar leave a few percent.
  expect(mean(margins)).toBeGreaterThan(0.85 * 2.1 * 0.097 * 20);
  expect(mean(margins)).toBeLessThan(1.15 * 2.1 * 0.097 * 20);
});

test('product keeps the rules in a careful shop, and both offers are tried', async () => {
  const { exposures, broken, policy } = await runStrategy(await careful(WORLD.shoppers), WORLD);
  expect(broken).toBe(0);
  expect(exposures.hint).toBeGreaterThan(50);
  // Two updates counted the devices of two weeks each.
  expect(policy!.interventions.hint!.exposures).toBeGreaterThan(20);
});

test('product keeps the caps where every visit would show a hint', async () => {
  const { exposures, broken } = await runStrategy(hintForAll, WORLD);
  expect(broken).toBe(0);
  // At most three a week, and fewer for who comes less often.
  expect(exposures.hint).toBeGreaterThan(1000);
  expect(exposures.hint).toBeLessThan(WORLD.shoppers * WORLD.weeks * 2.1);
});

test('greedy discount reaches every device but the holdout and who muted it', async () => {
  const { exposures, broken, measured } = await runStrategy(await greedyDiscount(0.1), WORLD);
  expect(exposures.discount).toBeGreaterThan(1000);
  expect(broken).toBe(0);
  expect(measured[0]).toBeDefined();
});

test('a budget thins the discounts of a day to the declared number', async () => {
  const { declaration, ...rest } = await greedyDiscount(0.1);
  const budget = { perDay: 12, eligibleDevices: 0.3 * WORLD.shoppers };
  const interventions = declaration.interventions.map((one) => ({ ...one, budget }));
  const { exposures } = await runStrategy({ ...rest, declaration: { ...declaration, interventions } }, WORLD);
  // A fifth of about 60 visits a day, less holdout, mutes and departures.
  expect(exposures.discount! / (7 * WORLD.weeks)).toBeLessThan(12);
  expect(exposures.discount! / (7 * WORLD.weeks)).toBeGreaterThan(6);
});

test('one seed gives the same run twice', async () => {
  const run = async () => runStrategy(await careful(WORLD.shoppers), { ...WORLD, weeks: 2 });
  expect(await run()).toEqual(await run());
});

const visitOf = (device: string, of: Partial<Visit>): Visit => ({
  shopper: new Shopper(device, 'learner'),
  timestampMs: 0,
  heldOut: new Set(),
  ordered: false,
  margin: 0,
  expectedMargin: 0,
  ...of,
});

test('groupCounts counts each device once, at its first visit of the group', () => {
  const shown = { id: 'hint' } as NonNullable<Visit['shown']>;
  const heldOut = new Set(['hint']);
  const visits = [
    visitOf('a', { ordered: true }),
    visitOf('a', { shown, ordered: true }),
    visitOf('a', { shown }),
    visitOf('b', { shown }),
    visitOf('c', { heldOut }),
    visitOf('c', { heldOut, ordered: true }),
  ];
  expect(groupCounts(visits, ['hint', 'discount'])).toEqual(
    new Map([
      ['hint', { shown: { devices: 2, successes: 1 }, heldOut: { devices: 1, successes: 0 } }],
      ['discount', { shown: { devices: 0, successes: 0 }, heldOut: { devices: 0, successes: 0 } }],
    ]),
  );
});

test('repetitionInterval is that of Student with one degree less', () => {
  // Mean 3, variance 2.5, standard error √(2.5 / 5), 2.776 of them.
  const { mean: center, low, high } = repetitionInterval([1, 2, 3, 4, 5]);
  expect([center, low, high]).toEqual([3, expect.closeTo(1.03707, 5), expect.closeTo(4.96293, 5)]);
});
