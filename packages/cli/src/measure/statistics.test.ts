import { seededRandom } from '@aisle/core';
import { expect, test } from 'vitest';
import { isHarmful, mixtureRatio } from './harmTest.js';
import { meanDifference } from './meanDifference.js';
import { sampleRatio } from './sampleRatio.js';
import { shareDifference } from './shareDifference.js';
import { growthOfSample, smallestEffect } from './smallestEffect.js';
import { simulateLooks } from './testing/simulateLooks.js';

const group = (successes: number, devices: number) => ({ successes, devices });

test.each([
  // Newcombe 1998, table II, method 10: 56/70 − 48/80 and 9/10 − 3/10.
  [group(56, 70), group(48, 80), 0.2, 0.0524, 0.3339],
  [group(9, 10), group(3, 10), 0.6, 0.1705, 0.809],
  [group(10, 10), group(0, 20), 1, 0.6791, 1],
])('the interval of a difference is that of Newcombe', (treated, holdout, difference, lower, upper) => {
  const found = shareDifference(treated, holdout);
  expect([found.difference, ...found.interval].map((value) => +value.toFixed(4))).toEqual([difference, lower, upper]);
});

test('the value of a device has the interval of unequal variances', () => {
  // Values 0, 0, 6 and 1, 3: means 2 and 2, squared errors 12/3 = 4 and 2/2 = 1.
  const found = meanDifference({ devices: 3, sum: 6, sumOfSquares: 36 }, { devices: 2, sum: 4, sumOfSquares: 10 });
  expect(found.difference).toBe(0);
  expect(found.interval[1]).toBeCloseTo(1.959964 * Math.sqrt(5), 10);
});

test('groups of other sizes than the coin do not match', () => {
  // Expected 900 and 100: (60²/900 + 60²/100) = 40.
  expect(sampleRatio(840, 160, 0.1)).toEqual({ chiSquare: 40, matches: false });
  expect(sampleRatio(890, 110, 0.1)).toMatchObject({ matches: true });
  expect(sampleRatio(0, 0, 0.1)).toEqual({ chiSquare: 0, matches: true });
});

test('as many devices as needed show the effect that they are for', () => {
  // 13,911 devices in each group for 3 % and 3.6 %. The formula here takes the base for both variances.
  expect(smallestEffect(0.033, 13_911, 13_911)).toBeCloseTo(0.006, 4);
  expect([1, 0.5, 0.1].map((share) => Math.round(growthOfSample(share)))).toEqual([1, 4, 100]);
});

test('the mixture ratio has the values of its formula', () => {
  // 40 and 60 of 1000: s = .05, v = .05 · .95 · 2 / 1000 = 9.5e-5, τ = .005, d = −.02.
  const [v, tau2] = [9.5e-5, 2.5e-5];
  const expected = Math.sqrt(v / (v + tau2)) * Math.exp((tau2 * 4e-4) / (2 * v * (v + tau2)));
  expect(mixtureRatio(group(40, 1000), group(60, 1000))).toBeCloseTo(expected, 10);
  expect(mixtureRatio(group(0, 0), group(6, 100))).toBe(1);
});

test('harm is less orders, never more', () => {
  expect(isHarmful(group(400, 20_000), group(600, 20_000))).toBe(true);
  expect(isHarmful(group(600, 20_000), group(400, 20_000))).toBe(false);
});

test('daily looks make 28 % false alarms, and the test for harm few', () => {
  const random = seededRandom(26);
  const test = { devicesPerDay: 2000, days: 28, treated: 0.03, holdout: 0.03 };
  const runs = Array.from({ length: 2000 }, () => simulateLooks(test, random));
  const shareOf = (name: keyof (typeof runs)[number]) => runs.filter((run) => run[name]).length / runs.length;
  expect(shareOf('atTheEnd')).toBeGreaterThan(0.04);
  expect(shareOf('atTheEnd')).toBeLessThan(0.06);
  expect(shareOf('onSomeDay')).toBeGreaterThan(0.25);
  expect(shareOf('onSomeDay')).toBeLessThan(0.32);
  expect(shareOf('eitherDirection')).toBeGreaterThan(0.006);
  expect(shareOf('eitherDirection')).toBeLessThan(0.016);
  expect(shareOf('harm')).toBeLessThan(0.012);
});

test('the test for harm finds half of the losses that one look at the end finds', () => {
  const random = seededRandom(27);
  const test = { devicesPerDay: 1900, days: 28, treated: 0.027, holdout: 0.03 };
  const runs = Array.from({ length: 1000 }, () => simulateLooks(test, random));
  expect(runs.filter(({ atTheEnd }) => atTheEnd).length / runs.length).toBeCloseTo(0.83, 1);
  expect(runs.filter(({ harm }) => harm).length / runs.length).toBeCloseTo(0.55, 1);
});
