import type { MetricName } from '@aisle/model/train';
import type { Bucket } from './evaluation/buckets.js';
import { type Interval, intervalText } from './evaluation/shareInterval.js';
import { fraction } from './metricsTable.js';

const COLUMN_WIDTH = 23;

const withInterval = (value: number, interval: Interval | undefined) =>
  interval ? `${fraction(value)} ${intervalText(interval, '-')}` : fraction(value);

/**
 * One row per bucket with examples. A row in which the model is below the transition table ends with a mark.
 *
 * @param buckets by the number of training events of the answer, with the values of both scorers
 */
export function bucketTable(buckets: readonly Bucket[], metric: MetricName): string {
  const heading = ['answer has', 'examples', `${metric.toUpperCase()}: model`, 'transition table'];
  const rows = buckets.flatMap(({ from, to, examples, values: { model = 0, transitionTable = 0 }, intervals }) =>
    examples === 0
      ? []
      : [
          [
            `${from}${to === undefined ? '+' : to === from ? '' : `-${to}`} events`,
            examples.toLocaleString('en'),
            withInterval(model, intervals?.model),
            `${withInterval(transitionTable, intervals?.transitionTable)}${model < transitionTable ? ' *' : '  '}`,
          ],
        ],
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(14) : cell.padStart(i === 1 ? 10 : COLUMN_WIDTH)))
      .join('')
      .trimEnd();
  return [line(heading), ...rows.map(line), '* the transition table ranks these answers better'].join('\n');
}
