import type { Random } from '@aisle/core';

/** Draws an index with probability proportional to `weights` (at least 0, not all 0). */
export function weightedIndex(weights: ArrayLike<number>, random: Random): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i] as number;
  let remaining = random() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    if (weight <= 0) continue;
    last = i;
    remaining -= weight;
    if (remaining < 0) return i;
  }
  // Rounding can leave a small remainder after the last positive weight.
  return last;
}

/** A Poisson count by Knuth's product method (The Art of Computer Programming, vol. 2, 3.4.1), for means below about 30. */
export function poisson(mean: number, random: Random): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}

/** An exponentially distributed waiting time, by inversion of the distribution function. */
export function exponential(mean: number, random: Random): number {
  return -mean * Math.log(1 - random());
}
