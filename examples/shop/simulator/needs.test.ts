import { expect, test } from 'vitest';
import { simulateCatalogue } from './catalogue.js';
import { COMPANIONS, ONE_IS_ENOUGH, USED_UP_AFTER_DAYS } from './companions.js';
import { STYLES } from './departments.js';
import { companionsInOrder, needsAfter, wantsOneMore } from './needs.js';

const catalogue = simulateCatalogue();
const indexOf = (style: string) => catalogue.findIndex((product) => product.style === style);
const DAY_MS = 86_400_000;

test('every kind has companions, and all of them are sold', () => {
  expect(Object.keys(COMPANIONS).sort()).toEqual([...STYLES.keys()].sort());
  for (const [style, companions] of Object.entries(COMPANIONS)) {
    for (const other of Object.keys(companions)) expect(STYLES.has(other), `${style} goes with ${other}`).toBe(true);
  }
  for (const style of [...ONE_IS_ENOUGH, ...Object.keys(USED_UP_AFTER_DAYS)])
    expect(STYLES.has(style), style).toBe(true);
});

test('45 % of the wanted companions go into the same order', () => {
  // Chances with a tent: sleeping bag .6, mat .55, stove and lantern .4, chair .25.
  expect(companionsInOrder('tent', new Set(), () => 0.26)).toEqual(['sleeping-bag']);
  expect(companionsInOrder('tent', new Set(), () => 0.17)).toEqual([
    'sleeping-bag',
    'sleeping-mat',
    'camp-stove',
    'lantern',
  ]);
  expect(companionsInOrder('tent', new Set(), () => 0.28)).toEqual([]);
});

test('an owned sleeping bag is rarely wanted again, but owned socks are', () => {
  expect(companionsInOrder('tent', new Set(['sleeping-bag']), () => 0.2)).toEqual(['sleeping-mat']);
  expect(wantsOneMore('sleeping-bag', new Set(['sleeping-bag']), () => 0.03)).toBe(true);
  expect(wantsOneMore('socks', new Set(['socks']), () => 0.99)).toBe(true);
});

test('a purchase makes needs for later days, with the brand of the purchase', () => {
  const index = indexOf('tent');
  const tent = catalogue[index]!;
  // By inversion, a share of .31 is 9 · -ln(.69) days after the first.
  const days = 1 + 9 * -Math.log(1 - 0.31);
  expect(needsAfter(tent, index, 0, new Set(['tent']), () => 0.31)).toEqual([
    { style: 'sleeping-bag', brand: tent.item_brand, dueMs: days * DAY_MS },
  ]);
});

test('coffee beans are needed again, and a tent is not', () => {
  const index = indexOf('coffee-beans');
  const needs = needsAfter(catalogue[index]!, index, 0, new Set(), () => 0.5);
  expect(needs.map(({ style, usual }) => [style, usual])).toEqual([['coffee-beans', index]]);
  expect(needs[0]!.dueMs / DAY_MS).toBeGreaterThan(8);
  expect(needs[0]!.dueMs / DAY_MS).toBeLessThan(70);
  expect(needsAfter(catalogue[indexOf('tent')]!, indexOf('tent'), 0, new Set(), () => 0.5)).toEqual([]);
});
