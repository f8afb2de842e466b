import { seededRandom } from '@aisle/core';
import { expect, test } from 'vitest';
import { fitToRankings, type ObservedRanking } from './fitProbability.js';

/** Draws a label by the probabilities of a temperature and a rest. */
function observe(random: () => number, temperature: number, rest: number): ObservedRanking {
  const scores = Float64Array.from({ length: 20 }, () => 6 * random())
    .sort()
    .reverse();
  const weights = [...scores].map((score) => Math.exp(score / temperature));
  const outside = rest * weights.at(-1)!;
  let drawn = random() * (weights.reduce((sum, weight) => sum + weight, 0) + outside);
  const label = weights.findIndex((weight) => (drawn -= weight) < 0);
  return { scores, label };
}

test.each([
  { temperature: 0.5, rest: 3000 },
  { temperature: 2, rest: 40 },
])('the fit finds temperature $temperature and rest $rest', (asked) => {
  const random = seededRandom(11);
  const observed = Array.from({ length: 6_000 }, () => observe(random, asked.temperature, asked.rest));
  const found = fitToRankings(observed);
  // 6,000 draws leave a standard error of about 1 % in the temperature and 3 % in the rest.
  expect(Math.abs(found.temperature / asked.temperature - 1)).toBeLessThan(0.04);
  expect(Math.abs(found.rest / asked.rest - 1)).toBeLessThan(0.12);
});
