import type { Metrics } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { metricsTable } from './metricsTable.js';

const INTERVALS = { 'hr@5': [0.1, 0.9], 'ndcg@5': [0, 0.12345], 'mrr@5': [0.2, 1] } as const;

const row = (hr: number, ndcg: number, mrr: number) => ({
  metrics: { users: 9, 'hr@5': hr, 'ndcg@5': ndcg, 'mrr@5': mrr } as Metrics,
  intervals: INTERVALS,
});

test('the table marks the best of each column, also ties', () => {
  const rows = {
    model: row(0.5, 0.04691, 1),
    'transition table': row(0.5, 0.0533, 0),
    popularity: row(0, 0.00004, 0.1),
  };
  expect(metricsTable(rows, [5])).toBe(
    [
      '                         HR@5     NDCG@5      MRR@5',
      'model                  .5000*     .0469     1.0000*',
      '                    .100-.900  .000-.123 .200-1.000',
      'transition table       .5000*     .0533*     .0000 ',
      '                    .100-.900  .000-.123 .200-1.000',
      'popularity             .0000      .0000      .1000 ',
      '                    .100-.900  .000-.123 .200-1.000',
      '* best of the column; all items ranked, ties at mid-rank; below each value its 95 % interval',
    ].join('\n'),
  );
});

test('a column of zeros has no best value', () => {
  const [, ...rows] = metricsTable({ model: row(0, 0.1, 0), popularity: row(0, 0, 0) }, [5]).split('\n');
  expect([rows[0]!, rows[2]!].map((line) => line.replaceAll(/[^*]/g, ''))).toEqual(['*', '']);
});

test('columns follow the cut-offs', () => {
  const narrow = row(0.1, 0.2, 0.3);
  const wide = { ...narrow, metrics: { ...narrow.metrics, 'hr@20': 0.4, 'ndcg@20': 0.5, 'mrr@20': 0.6 } };
  const [head, values] = metricsTable({ m: wide }, [20, 5]).split('\n');
  expect(head!.trim().split(/ +/)).toEqual(['HR@20', 'NDCG@20', 'MRR@20', 'HR@5', 'NDCG@5', 'MRR@5']);
  expect(values!.trim().split(/ +/)).toEqual(['m', '.4000*', '.5000*', '.6000*', '.1000*', '.2000*', '.3000*']);
});

test('cells are aligned with their headings', () => {
  const lines = metricsTable({ m: row(0.1, 0.2, 0.3), 'a longer name': row(0, 0, 0) }, [5]).split('\n');
  expect(new Set(lines.slice(0, 5).map((line) => line.length)).size).toBe(1);
});
