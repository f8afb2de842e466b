import { expect, test } from 'vitest';
import { bucketMeans, HISTORY_LENGTHS, TRAINING_COUNTS } from './buckets.js';
import { gainInterval } from './gainInterval.js';

test('an example belongs to the last bucket that starts at most at its key', () => {
  const keys = [1, 2, 3, 4, 5, 9, 10, 19, 20, 500];
  const buckets = bucketMeans(HISTORY_LENGTHS, keys, { key: keys });
  expect(buckets.map(({ from, to, examples, values }) => [from, to, examples, values.key])).toEqual([
    [1, 1, 1, 1],
    [2, 2, 1, 2],
    [3, 4, 2, 3.5],
    [5, 9, 2, 7],
    [10, 19, 2, 14.5],
    [20, undefined, 2, 260],
  ]);
});

test('each scorer has its means, an empty bucket has 0', () => {
  const buckets = bucketMeans(TRAINING_COUNTS, [0, 0, 100], { model: [1, 0, 0.25], popularity: [0, 0, 1] });
  expect(buckets.map(({ examples }) => examples)).toEqual([2, 0, 0, 0, 1]);
  expect(buckets[0]!.values).toEqual({ model: 0.5, popularity: 0 });
  expect(buckets[1]!.values).toEqual({ model: 0, popularity: 0 });
  expect(buckets[4]!.values).toEqual({ model: 0.25, popularity: 1 });
});

test('an empty history has no bucket', () => {
  expect(bucketMeans(HISTORY_LENGTHS, [0], { model: [1] }).every(({ examples }) => examples === 0)).toBe(true);
});

test('with the shoppers of the examples, values have intervals', () => {
  const gains = [1, 0, 0, 1, 1];
  const units = [0, 0, 1, 7, 7];
  const [first, second, third] = bucketMeans([1, 2, 3], [1, 1, 1, 2, 2], { model: gains }, units);
  expect(first!.intervals).toEqual({ model: gainInterval([1, 0, 0], [0, 0, 1]) });
  expect(second!.intervals).toEqual({ model: gainInterval([1, 1], [7, 7]) });
  expect([third!.examples, third!.intervals]).toEqual([0, undefined]);
});
