import type { Metrics } from '@aisle/model/train';
import type { MetricIntervals } from './evaluation/metricIntervals.js';
import { intervalText } from './evaluation/shareInterval.js';

/** `.0469`: fractions of 1 without the leading zero, as the literature prints them. */
export function fraction(value: number): string {
  return value.toFixed(4).replace(/^0/, '');
}

const CELL_WIDTH = 11;

/** A row of the table: metrics and their 95 % intervals. */
export interface MeasuredRow {
  readonly metrics: Metrics;
  readonly intervals: MetricIntervals;
}

/** Two rows per scorer: values and intervals. The best value of each column is marked, unless all are 0. */
export function metricsTable(rows: Readonly<Record<string, MeasuredRow>>, cutoffs: readonly number[]): string {
  const columns = cutoffs.flatMap((k) => [`hr@${k}`, `ndcg@${k}`, `mrr@${k}`] as const);
  const widest = Math.max(...Object.keys(rows).map((name) => name.length));
  const best = columns.map((column) => Math.max(...Object.values(rows).map(({ metrics }) => metrics[column] ?? 0)));
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(widest)}  ${cells.map((cell) => cell.padStart(CELL_WIDTH)).join('')}`;
  return [
    line(
      '',
      columns.map((column) => column.toUpperCase()),
    ),
    ...Object.entries(rows).flatMap(([name, { metrics, intervals }]) => [
      line(
        name,
        columns.map(
          (column, i) => `${fraction(metrics[column] ?? 0)}${best[i]! > 0 && metrics[column] === best[i] ? '*' : ' '}`,
        ),
      ),
      line(
        '',
        columns.map((column) => (intervals[column] ? intervalText(intervals[column], '-') : '')),
      ),
    ]),
    '* best of the column; all items ranked, ties at mid-rank; below each value its 95 % interval',
  ].join('\n');
}
