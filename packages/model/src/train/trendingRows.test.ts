import { expect, test } from 'vitest';
import { relationSourceOf } from '../testing/relationSourceOf.js';
import { trendingRows } from './trendingRows.js';

const views = (item: string, count: number, minute: number) =>
  Array.from({ length: count }, () => `view ${item} ${minute}`);

test('growth comes before a steady demand of the same size', () => {
  // Both have 20 recent views. A had 200 before, B had none.
  const log = [[...views('A', 200, 0), ...views('A', 20, 1000), ...views('B', 20, 1000)]];
  expect([...trendingRows(relationSourceOf(log))]).toEqual([2, 1]);
});

test('one event of a rare item does not make a trend', () => {
  const log = [[...views('A', 50, 0), ...views('A', 20, 1000), 'view B 1000']];
  expect([...trendingRows(relationSourceOf(log))]).toEqual([1, 2]);
});

test('a purchase says more than a view', () => {
  expect([...trendingRows(relationSourceOf([['view A 0', 'view A 1', 'buy B 1']]))]).toEqual([2, 1]);
});

test('items without events are not listed', () => {
  expect([...trendingRows(relationSourceOf([['view C 0']]))]).toEqual([3]);
  expect([...trendingRows(relationSourceOf([]))]).toEqual([]);
});

test('without timestamps, later histories are recent', () => {
  const log = [views('A', 9, 0), ...Array.from({ length: 20 }, () => ['view C 0']), views('B', 9, 0)];
  const found = [...trendingRows(relationSourceOf(log, { timed: false }))];
  expect(found.indexOf(2)).toBeLessThan(found.indexOf(1));
});

test('a large catalogue lists 1,000 rows, and 12 of each kind', () => {
  const itemCount = 2000;
  const actions = Array.from({ length: itemCount }, (_, i) =>
    // Lower rows trend more.
    Array.from({ length: i < 1500 ? 2 : 1 }, () => ({ itemRow: i + 1, typeIndex: 2, timestampMs: itemCount - i })),
  ).flat();
  const training = [{ actions, labelRows: new Int32Array(actions.length) }];
  const ofRow = Int32Array.from({ length: itemCount + 1 }, (_, row) => (row === 0 ? -1 : row > 1900 ? 1 : 0));
  const found = [...trendingRows({ training, itemCount, timed: true, categories: { names: ['a', 'b'], ofRow } })];
  expect(found.length).toBe(1012);
  expect(found.filter((row) => row > 1900).length).toBe(12);
  expect(trendingRows({ training, itemCount, timed: true }).length).toBe(1000);
});
