import type { Metrics } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { metricsTable } from './metricsTable.js';

const metrics = (hr: number, ndcg: number, mrr: number): Metrics => ({
  users: 9,
  'hr@5': hr,
  'ndcg@5': ndcg,
  'mrr@5': mrr,
});

test('the table marks the best of each column, also ties', () => {
  const rows = {
    model: metrics(0.5, 0.04691, 1),
    'transition table': metrics(0.5, 0.0533, 0),
    popularity: metrics(0, 0.00004, 0.1),
  };
  expect(metricsTable(rows, [5])).toBe(
    [
      '                       HR@5   NDCG@5    MRR@5',
      'model                .5000*   .0469   1.0000*',
      'transition table     .5000*   .0533*   .0000 ',
      'popularity           .0000    .0000    .1000 ',
      '* best of the column; all items ranked, ties at mid-rank',
    ].join('\n'),
  );
});

test('a column of zeros has no best value', () => {
  const [, ...rows] = metricsTable({ model: metrics(0, 0.1, 0), popularity: metrics(0, 0, 0) }, [5]).split('\n');
  expect(rows.slice(0, 2).map((row) => row.replaceAll(/[^*]/g, ''))).toEqual(['*', '']);
});

test('columns follow the cut-offs', () => {
  const wide = { ...metrics(0.1, 0.2, 0.3), 'hr@20': 0.4, 'ndcg@20': 0.5, 'mrr@20': 0.6 };
  const [head, row] = metricsTable({ m: wide }, [20, 5]).split('\n');
  expect(head!.trim().split(/ +/)).toEqual(['HR@20', 'NDCG@20', 'MRR@20', 'HR@5', 'NDCG@5', 'MRR@5']);
  expect(row!.trim().split(/ +/)).toEqual(['m', '.4000*', '.5000*', '.6000*', '.1000*', '.2000*', '.3000*']);
});

test('cells are aligned with their headings', () => {
  const lines = metricsTable({ m: metrics(0.1, 0.2, 0.3), 'a longer name': metrics(0, 0, 0) }, [5]).split('\n');
  expect(new Set(lines.slice(0, 3).map((line) => line.length)).size).toBe(1);
});
