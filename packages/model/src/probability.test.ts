import { Reader } from '@aisle/core';
import { expect, test } from 'vitest';
import { parseProbability, probabilityScale } from './probability.js';

const best = [
  { row: 1, score: 2 * Math.log(6) },
  { row: 2, score: 2 * Math.log(3) },
  { row: 3, score: 0 },
];

test('probabilities of the best items and the rest add up to 1', () => {
  // Weights 6, 3 and 1 at temperature 2, and 5 items of weight 1: 15 together.
  const probability = probabilityScale({ temperature: 2, rest: 5 }, best);
  expect(best.map(({ score }) => probability(score))).toEqual([
    expect.closeTo(6 / 15, 12),
    expect.closeTo(3 / 15, 12),
    expect.closeTo(1 / 15, 12),
  ]);
});

test('large scores do not overflow, and a probability is at most 1', () => {
  const probability = probabilityScale({ temperature: 1, rest: 1 }, [{ row: 1, score: 5000 }]);
  expect(probability(5000)).toBe(0.5);
  expect(probability(9000)).toBe(1);
});

test('a config from outside is checked', () => {
  const parse = (config: unknown) => parseProbability(Reader.open(config, 'Model config', 'config-invalid'));
  expect(parse({ temperature: 1.5, rest: 40, other: 1 })).toEqual({ temperature: 1.5, rest: 40 });
  expect(() => parse({ temperature: 0, rest: 1 })).toThrow('temperature');
  expect(() => parse({ temperature: 1 })).toThrow('rest');
});
