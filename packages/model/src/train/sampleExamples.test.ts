import { expect, test } from 'vitest';
import { sampleExamples } from './sampleExamples.js';
import type { Example } from './split.js';

const examples = (count: number): Example[] =>
  Array.from({ length: count }, (_, i) => ({ userId: `u${i}`, history: [], labelRow: 1 + i }));

test('up to 5,000 examples are returned unchanged', () => {
  for (const count of [0, 1, 5000]) {
    const given = examples(count);
    expect(sampleExamples(given, 1)).toEqual(given);
  }
});

test('of more examples, 5,000 different ones are drawn', () => {
  for (const count of [5001, 12_000]) {
    const given = examples(count);
    const copy = [...given];
    const picked = sampleExamples(given, 7);
    expect(picked.length).toBe(5000);
    expect(new Set(picked).size).toBe(5000);
    const known = new Set(given);
    expect(picked.every((example) => known.has(example))).toBe(true);
    expect(given).toEqual(copy);
  }
});

test('a larger sample begins with a smaller one', () => {
  const given = examples(10_000);
  expect(sampleExamples(given, 3, 8000).slice(0, 5000)).toEqual(sampleExamples(given, 3));
  expect(new Set(sampleExamples(given, 3, 20_000)).size).toBe(10_000);
});

test('a seed always draws the same examples', () => {
  const given = examples(10_000);
  expect(sampleExamples(given, 3)).toEqual(sampleExamples(examples(10_000), 3));
  const [one, other] = [new Set(sampleExamples(given, 3)), new Set(sampleExamples(given, 4))];
  // Two independent halves share about 2,500 of 5,000; standard deviation 25.
  const shared = [...one].filter((example) => other.has(example)).length;
  expect(Math.abs(shared - 2500)).toBeLessThan(200);
});

test('every example has the same chance', () => {
  const given = examples(10_000);
  const inFirstHalf = sampleExamples(given, 11).filter(({ labelRow }) => labelRow <= 5000).length;
  // Standard deviation 25.
  expect(Math.abs(inFirstHalf - 2500)).toBeLessThan(150);
});
