import { expect, test } from 'vitest';
import { calibrationGain } from './calibrationGain.js';

/** Of the smoothed mixture of these counts from the shopper's. */
function divergence(shares: readonly number[], counts: readonly number[], length: number): number {
  return shares.reduce(
    (sum, share, i) => sum + share * Math.log(share / (0.99 * (counts[i]! / length) + 0.01 * share)),
    0,
  );
}

test('calibrationGain orders kinds as the Kullback-Leibler divergence of the whole row', () => {
  const shares = [0.5, 0.3, 0.2];
  const counts = [3, 1, 0];
  const [ofA, ofB, ofC] = shares.map((share, kind) => calibrationGain(share, counts[kind]!, 4));
  const [withA, withB, withC] = shares.map((_, kind) =>
    divergence(
      shares,
      counts.map((count, i) => count + (i === kind ? 1 : 0)),
      5,
    ),
  );
  expect(ofC! - ofA!).toBeCloseTo(withA! - withC!, 12);
  expect(ofB! - ofA!).toBeCloseTo(withA! - withB!, 12);
  expect(ofC).toBeGreaterThan(ofB!);
});

test('a kind that the shopper does not know gains nothing', () => {
  expect(calibrationGain(0, 0, 0)).toBe(0);
});
