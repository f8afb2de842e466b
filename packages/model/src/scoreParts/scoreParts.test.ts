import { seededRandom } from '@aisle/core';
import { expect, test } from 'vitest';
import { scoreRows } from '../light/scoreRows.js';
import type { HistoryScores } from './historyParts.js';
import { scoreParts } from './scoreParts.js';
import { sumScoreParts } from './sumScoreParts.js';

const history: HistoryScores = [
  { name: 'transitions', scores: new Map([[2, 0.1]]) },
  {
    name: 'repeats',
    scores: new Map([
      [1, 0.5],
      [2, 0.2],
    ]),
  },
];

test('scoreParts returns a column for each part', () => {
  const items = {
    vectors: Int8Array.of(0, 0, 2, -1, 4, 3),
    scales: Float32Array.of(1, 0.5, 0.25),
    bias: Float32Array.of(0, 7, -3),
  };
  const columns = scoreParts(Float32Array.of(3, 2), items, history, Int32Array.of(2, 1));
  expect(columns.map(({ name, values }) => [name, [...values]])).toEqual([
    ['network', [(3 * 4 + 2 * 3) * 0.25, (3 * 2 - 2) * 0.5]],
    ['statistics', [-3, 7]],
    ['transitions', [0.1, 0]],
    ['repeats', [0.2, 0.5]],
  ]);
});

test('the sum of the columns has the bits of the score', () => {
  const random = seededRandom(3);
  const width = 7;
  const items = {
    vectors: Int8Array.from({ length: 3 * width }, () => 200 * random() - 100),
    scales: Float32Array.from({ length: 3 }, random),
    bias: Float32Array.from({ length: 3 }, random),
  };
  const query = Float32Array.from({ length: width }, () => random() - 0.5);
  const rows = Int32Array.of(1, 2);
  const [network, statistics, transitions, repeats] = scoreParts(query, items, history, rows).map(
    ({ values }) => values,
  );
  const scores = scoreRows(query, items, rows);
  sumScoreParts(scores, history, rows);
  const sums = [0, 1].map((i) =>
    Math.fround(Math.fround(network![i]! + statistics![i]!) + (transitions![i]! + repeats![i]!)),
  );
  expect([...scores]).toEqual(sums);
});
