import { expect, test } from 'vitest';
import { isClearGain, mean } from './isClearGain.js';

test('a gain is clear above two standard errors', () => {
  // Mean g, variance 1, standard error 1 / 10.
  const around = (gain: number) => Float64Array.from({ length: 100 }, (_, i) => gain + (i % 2 === 0 ? 1 : -1));
  expect(isClearGain(around(0.201))).toBe(true);
  expect(isClearGain(around(0.199))).toBe(false);
  expect(isClearGain(around(-0.5))).toBe(false);
  expect(isClearGain(new Float64Array(5))).toBe(false);
});

test('mean of no numbers is 0', () => {
  expect([mean(Float64Array.of(1, 2, 6)), mean(new Float64Array())]).toEqual([3, 0]);
});
