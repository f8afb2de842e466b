import { seededRandom } from '@aisle/core';
import { expect, test } from 'vitest';
import { gainInterval } from './gainInterval.js';
import { shareInterval } from './shareInterval.js';

const each = (count: number) => Int32Array.from({ length: count }, (_, i) => i);
const repeated = <T>(values: Iterable<T>, times: number) => [...values].flatMap((value) => Array<T>(times).fill(value));

const rounded = (value: number) => Number(value.toFixed(12));

test('hits of independent examples have the interval of their share, with one observation less', () => {
  const hits = [...Array<number>(30).fill(1), ...Array<number>(70).fill(0)];
  // The squared error is .21 * 100 / 99 / 100, so .21 divided by it is 99.
  const [lower, upper] = gainInterval(hits, each(100));
  const [expectedLower, expectedUpper] = shareInterval(0.3, 99);
  expect(lower).toBeCloseTo(expectedLower, 12);
  expect(upper).toBeCloseTo(expectedUpper, 12);
});

test('repeated examples of a shopper add no certainty', () => {
  const gains = [1, 0, 0.5, 0, 0.63, 0];
  expect(gainInterval(repeated(gains, 4), repeated(each(6), 4))).toEqual(gainInterval(gains, each(6)));
  expect(gainInterval(repeated(gains, 4), each(24))[1]).toBeLessThan(gainInterval(gains, each(6))[1]);
});

test('gains that are all equal count each shopper once', () => {
  for (const gain of [0, 0.43, 1]) {
    expect(gainInterval(Array<number>(40).fill(gain), repeated(each(20), 2)).map(rounded)).toEqual(
      shareInterval(gain, 20).map(rounded),
    );
  }
  expect(gainInterval([0.5, 1], [0, 0])).toEqual(shareInterval(0.75, 1));
  expect(gainInterval([], [])).toEqual([0, 1]);
});

test('the interval of a mean NDCG has the true mean 19 times of 20', () => {
  const random = seededRandom(1);
  // Half of the shoppers find what they want, at ranks 1 to 8, and each has three examples of one rank.
  const gainOf = () => (random() < 0.5 ? 0 : 1 / Math.log2(2 + Math.floor(random() * 8)));
  const trueMean = 0.5 * ([...each(8)].reduce((sum, rank) => sum + 1 / Math.log2(2 + rank), 0) / 8);
  let covered = 0;
  for (let trial = 0; trial < 2000; trial++) {
    const gains = repeated(Array.from({ length: 60 }, gainOf), 3);
    const [lower, upper] = gainInterval(gains, repeated(each(60), 3));
    if (lower <= trueMean && trueMean <= upper) covered += 1;
  }
  expect(covered / 2000).toBeGreaterThan(0.935);
  expect(covered / 2000).toBeLessThan(0.965);
});
