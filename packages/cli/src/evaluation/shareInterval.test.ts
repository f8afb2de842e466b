import { expect, test } from 'vitest';
import { shareInterval } from './shareInterval.js';

test.each([
  // Newcombe 1998 (https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E), table I, method 3.
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%i of %i, as published', (successes, units, lower, upper) => {
  const interval = shareInterval(successes / units, units);
  expect(interval[0]).toBeCloseTo(lower, 4);
  expect(interval[1]).toBeCloseTo(upper, 4);
});

test('all of one, worked by hand', () => {
  // (1 + z²) / (1 + z²) and 1 / (1 + z²), with z² = 3.8415.
  const [lower, upper] = shareInterval(1, 1);
  expect(lower).toBeCloseTo(1 / 4.8415, 4);
  expect(upper).toBe(1);
});

test('without observations everything is possible', () => {
  expect(shareInterval(0, 0)).toEqual([0, 1]);
});
