import { expect, test } from 'vitest';
import type { HistoryScores } from './historyParts.js';
import { scoredRows, sumOfRow, sumScoreParts } from './sumScoreParts.js';

const history: HistoryScores = [
  {
    name: 'transitions',
    scores: new Map([
      [3, 0.1],
      [2, 3.25],
    ]),
  },
  {
    name: 'repeats',
    scores: new Map([
      [1, 0.5],
      [3, 0.2],
    ]),
  },
];

test('scoredRows returns each row once, in the order of the parts', () => {
  expect([...scoredRows(history)]).toEqual([3, 2, 1]);
  expect([...scoredRows(history.slice(0, 1))]).toEqual([3, 2]);
  expect([...scoredRows([])]).toEqual([]);
});

test('sumOfRow adds the parts of one row in float64', () => {
  expect([1, 2, 3, 4].map((row) => sumOfRow(history, row))).toEqual([0.5, 3.25, 0.1 + 0.2, 0]);
});

test('sumScoreParts adds to the scores of all items', () => {
  const scores = Float32Array.of(9, 1, -1, 0.25, 7);
  sumScoreParts(scores, history);
  // The parts are added in float64 first, and rounded to float32 once.
  expect([...scores]).toEqual([9, 1.5, 2.25, Math.fround(0.25 + (0.1 + 0.2)), 7]);
});

test('sumScoreParts adds to the scores of given rows', () => {
  const scores = Float32Array.of(1, 2, 3, 4);
  sumScoreParts(scores, history, Int32Array.of(3, 4, 2, 3));
  expect([...scores]).toEqual([Math.fround(1 + (0.1 + 0.2)), 2, 6.25, Math.fround(4 + (0.1 + 0.2))]);
});

test('sumScoreParts keeps a masked score masked', () => {
  const scores = Float32Array.of(0, 1, -Infinity, 3, 4);
  sumScoreParts(scores, history);
  expect(scores[2]).toBe(-Infinity);
});
