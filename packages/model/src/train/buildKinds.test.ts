import { expect, test } from 'vitest';
import { relationSourceOf } from '../testing/relationSourceOf.js';
import { buildKinds } from './buildKinds.js';

const DAY = 24 * 60;
/** A to C are tents, D to F are gas cans, G and H have no category. */
const categories = { names: ['Tents', 'Gas'], ofRow: Int32Array.of(-1, 0, 0, 0, 1, 1, 1, -1, -1) };
const kindsOf = (log: readonly (readonly string[])[], timed = true) =>
  buildKinds(relationSourceOf(log, { categories, timed }));

test('the share of shoppers who bought a kind again is smoothed by the mean', () => {
  // Two of two buy gas again, none of two a tent: a mean of .5, with the weight of ten shoppers.
  const log = [
    ['buy A 0', 'buy D 1', `buy E ${10 * DAY}`],
    ['buy B 0', 'buy D 1', `buy D ${20 * DAY}`],
  ];
  expect(kindsOf(log).repurchases.map(({ share }) => share)).toEqual([
    Number((5 / 12).toFixed(3)),
    Number((7 / 12).toFixed(3)),
  ]);
});

test('median days lie between two purchases of the kind', () => {
  const log = [
    ['buy D 0', `buy E ${10 * DAY}`, `buy D ${40 * DAY}`],
    ['buy D 0', `buy D ${12 * DAY}`],
  ];
  expect(kindsOf(log).repurchases).toEqual([
    { share: expect.any(Number), medianDays: undefined },
    { share: expect.any(Number), medianDays: 12 },
  ]);
  expect(kindsOf(log.slice(0, 1)).repurchases[1]!.medianDays).toBe(20);
});

test('items of one order are one purchase of their kind', () => {
  const { repurchases } = kindsOf([['buy A 0', 'buy B 1', 'buy C 2']]);
  expect(repurchases[0]).toEqual({ share: 0, medianDays: undefined });
});

test('in a log without purchases, nothing is rarely bought again', () => {
  expect(kindsOf([['view A 0', 'cart B 1']]).repurchases).toEqual([
    { share: 1, medianDays: undefined },
    { share: 1, medianDays: undefined },
  ]);
});

test('without timestamps, days are unknown', () => {
  const [, gas] = kindsOf([['buy D', 'buy D']], false).repurchases;
  expect(gas).toEqual({ share: 1, medianDays: undefined });
});

test('without a catalogue, there are trending rows and no kinds', () => {
  expect(buildKinds(relationSourceOf([['view B 0']]))).toEqual({
    names: [],
    ofRow: new Int32Array(9).fill(-1),
    repurchases: [],
    trending: Int32Array.of(2),
  });
});
