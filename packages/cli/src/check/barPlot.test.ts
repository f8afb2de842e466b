import { expect, test } from 'vitest';
import { barPlot } from './barPlot.js';

test('bars are as long as their numbers, the largest thirty characters', () => {
  expect(barPlot({ '2026-03': 1200, '2026-04': 300, May: 0, June: 1 })).toEqual([
    `2026-03  ${'█'.repeat(30)} 1,200`,
    // 300 of 1,200 are 7.5 of 30 characters.
    `2026-04  ${'█'.repeat(7)}▌ 300`,
    'May      0',
    'June     ▏ 1',
  ]);
});

test('numbers that are all 0 have no bars', () => {
  expect(barPlot({ a: 0 })).toEqual(['a  0']);
  expect(barPlot({})).toEqual([]);
});
