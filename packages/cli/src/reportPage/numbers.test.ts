import { expect, test } from 'vitest';
import { countOf, percent, rangeOf } from './numbers.js';

test.each([
  [0, 'none'],
  [0.004, 'fewer than 1'],
  [0.005, '1'],
  [0.314, '31'],
  [0.994, '99'],
  [0.996, 'more than 99'],
  [1, 'all'],
])('of 100, a share of %d is %s', (share, expected) => {
  expect(countOf(share, 100)).toBe(expected);
});

test('of 1,000, more digits are shown', () => {
  expect([0.0004, 0.0314, 0.9996].map((share) => countOf(share, 1000))).toEqual([
    'fewer than 1',
    '31',
    'more than 999',
  ]);
});

test.each([
  [0, '0 %'],
  [0.001, 'less than 1 %'],
  [0.425, '43 %'],
  [0.999, 'more than 99 %'],
  [1, '100 %'],
])('a share of %d is %s', (share, expected) => {
  expect(percent(share)).toBe(expected);
});

test('bounds of an interval are plain counts', () => {
  expect(rangeOf([0, 0.9999], 100)).toBe('0 to 100');
  expect(rangeOf([0.0284, 0.0341], 1000)).toBe('28 to 34');
});
