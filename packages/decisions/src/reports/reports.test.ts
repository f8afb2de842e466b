import { seededRandom } from '@aisle/core';
import { expect, test } from 'vitest';
import { devicesNeeded } from './devicesNeeded.js';
import { estimateBuckets } from './estimateBuckets.js';
import { REPORT_BUCKETS } from './reportBuckets.js';
import { encodeBucket, flipProbability } from './unaryEncoding.js';

/** The probability of a text of bits, from the definition: a product over the bits. */
const likelihood = (bits: string, bucket: number, epsilon: number) =>
  [...bits].reduce((product, bit, i) => {
    const one = i === bucket ? 1 / 2 : 1 / (Math.exp(epsilon) + 1);
    return product * (bit === '1' ? one : 1 - one);
  }, 1);
const ALL_BITS = Array.from({ length: 8 }, (_, i) => i.toString(2).padStart(3, '0'));

test.each([0.5, 1, 4])('no report is more than e^ε times as likely for another outcome', (epsilon) => {
  const ratios = ALL_BITS.flatMap((bits) =>
    [0, 1, 2].flatMap((a) => [0, 1, 2].map((b) => likelihood(bits, a, epsilon) / likelihood(bits, b, epsilon))),
  );
  expect(Math.max(...ratios)).toBeCloseTo(Math.exp(epsilon), 10);
});

test('an encoder draws the probabilities of the definition', () => {
  const random = seededRandom(1);
  const draws = 100_000;
  const counts: Record<string, number> = {};
  for (let i = 0; i < draws; i++) {
    const bits = encodeBucket('success', 1, random);
    counts[bits] = (counts[bits] ?? 0) + 1;
  }
  for (const bits of ALL_BITS) expect((counts[bits] ?? 0) / draws).toBeCloseTo(likelihood(bits, 1, 1), 2);
});

test('an encoder draws as often for every outcome', () => {
  const draws = REPORT_BUCKETS.map((bucket) => {
    let count = 0;
    encodeBucket(bucket, 1, () => (count++, 0.4));
    return count;
  });
  expect(draws).toEqual([3, 3, 3]);
});

test('estimates invert the noise exactly', () => {
  // With ε = ln 3, a bit is 1 with 1/2 in its bucket and with 1/4 in another: 800, 150 and 50 devices give these ones.
  const ones = [800 / 2 + 200 / 4, 150 / 2 + 850 / 4, 50 / 2 + 950 / 4];
  const { none, success, closed } = estimateBuckets(ones, 1000, Math.log(3));
  expect([none.share, success.share, closed.share].map((share) => +share.toFixed(12))).toEqual([0.8, 0.15, 0.05]);
  // √(.2875 · .7125 / 1000) · 4
  expect(success.standardError).toBeCloseTo(0.05725, 5);
});

test('estimates are unbiased, and their standard errors hold', () => {
  const random = seededRandom(2);
  const scores = Array.from({ length: 400 }, () => {
    const ones = [0, 0, 0];
    for (let device = 0; device < 1000; device++) {
      const bucket = device < 100 ? 'success' : device < 130 ? 'closed' : 'none';
      [...encodeBucket(bucket, 2, random)].forEach((bit, i) => (ones[i]! += Number(bit)));
    }
    const { share, standardError } = estimateBuckets(ones, 1000, 2).success;
    return (share - 0.1) / standardError;
  });
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
  expect(Math.abs(mean)).toBeLessThan(0.15);
  // The true share is fixed here, so the errors are a little smaller than those of a sample.
  expect(variance).toBeGreaterThan(0.7);
  expect(variance).toBeLessThan(1.15);
});

test.each([
  ['exact', undefined, 13_900],
  ['randomised-response', 1, 415_000],
  ['randomised-response', 2, 92_800],
  ['randomised-response', 4, 22_200],
  ['unary', 1, 1_630_000],
  ['unary', 2, 344_000],
  ['unary', 4, 61_500],
] as const)('%s with ε %s needs the devices of the formula', (mechanism, epsilon, expected) => {
  // 20 % more than 3 %.
  const found = devicesNeeded([0.03, 0.036], mechanism, epsilon);
  expect(+found.toPrecision(3)).toBe(expected);
});

test('a bit of another bucket is rarer with a higher ε', () => {
  expect([0, Math.log(3), 20].map(flipProbability).map((q) => +q.toFixed(4))).toEqual([0.5, 0.25, 0]);
});
