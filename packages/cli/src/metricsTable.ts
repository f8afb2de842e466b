import type { Metrics } from '@aisle/model/train';

/** `.0469`: fractions of 1 without the leading zero, as the literature prints them. */
export function fraction(value: number): string {
  return value.toFixed(4).replace(/^0/, '');
}

/** One row per scorer. The best value of each column is marked, unless all are 0. */
export function metricsTable(rows: Readonly<Record<string, Metrics>>, cutoffs: readonly number[]): string {
  const columns = cutoffs.flatMap((k) => [`hr@${k}`, `ndcg@${k}`, `mrr@${k}`] as const);
  const widest = Math.max(...Object.keys(rows).map((name) => name.length));
  const best = columns.map((column) => Math.max(...Object.values(rows).map((metrics) => metrics[column] ?? 0)));
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(widest)}  ${cells.map((cell) => cell.padStart(9)).join('')}`;
  return [
    line(
      '',
      columns.map((column) => column.toUpperCase()),
    ),
    ...Object.entries(rows).map(([name, metrics]) =>
      line(
        name,
        columns.map(
          (column, i) => `${fraction(metrics[column] ?? 0)}${best[i]! > 0 && metrics[column] === best[i] ? '*' : ' '}`,
        ),
      ),
    ),
    '* best of the column; all items ranked, ties at mid-rank',
  ].join('\n');
}
