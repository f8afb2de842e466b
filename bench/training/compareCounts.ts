import { countEvents, type EventLog, type Example, splitAtTime } from '@aisle/model/train';
import { type ReadCounts, readCounts } from '../../packages/cli/src/counts/readCounts.js';

/** How far counts of counts.sql are from the trainer's. */
export interface Comparison {
  readonly neighbours: number;
  readonly items: number;
  readonly labels: number;
  /** Largest difference of a strength as a share of it, and of a statistic. */
  readonly maxDifference: number;
  /** Whether all items, neighbours and labels are the trainer's, and no difference exceeds `TOLERANCE`. */
  readonly identical: boolean;
}

/** Engines add in another order than the trainer. */
const TOLERANCE = 1e-9;
const NEIGHBOURS = 16;
/** Weaker transitions are excluded by both. */
const MIN_STRENGTH = 1e-6;

/** @param log in the order of counts.sql, items sorted by id */
export async function compareCounts(log: EventLog, directory: string): Promise<Comparison> {
  const read = await readCounts(directory);
  const lastMs = log.timestampsMs.reduce((last, timeMs) => Math.max(last, timeMs), 0);
  const { training, refit, validation } = splitAtTime(log, read.target, lastMs + 1);
  let identical = read.itemIds.length === log.itemIds.length && read.itemIds.every((id, i) => id === log.itemIds[i]);
  let [neighbours, maxDifference] = [0, 0];
  for (const [found, histories] of [
    [read.training, training],
    [read.whole, refit],
  ] as const) {
    const [rule] = found.rules;
    const expected = countEvents(histories, log.itemIds.length, true);
    const [foundOf, expectedOf] = [found.transitionsOf(rule), expected.transitionsOf(rule)];
    for (let row = 1; row <= log.itemIds.length; row++) {
      const { toRows, strengths } = foundOf(row);
      const all = expectedOf(row);
      const strongest = all.strengths.slice().sort().reverse().slice(0, NEIGHBOURS);
      const kept = strongest.filter((strength) => strength >= MIN_STRENGTH);
      identical &&= kept.length === strengths.length;
      // Of equal strengths at the end of the list, the trainer may keep others. So strengths are compared by rank and item.
      const ranked = strengths.slice().sort().reverse();
      neighbours += toRows.length;
      kept.forEach((strength, i) => {
        const own = all.strengths[all.toRows.indexOf(toRows[i]!)] ?? Number.NaN;
        for (const [one, other] of [
          [ranked[i]!, strength],
          [strengths[i]!, own],
        ] as const) {
          const difference = Math.abs(one / other - 1);
          identical &&= difference <= TOLERANCE;
          maxDifference = Math.max(maxDifference, difference);
        }
      });
    }
    found.statistics.forEach((values, s) =>
      values.forEach((value, row) => {
        const difference = Math.abs(value - expected.statistics[s]![row]!);
        identical &&= difference <= TOLERANCE;
        maxDifference = Math.max(maxDifference, difference);
      }),
    );
  }
  identical &&= sameExamples(read, validation);
  const [items, labels] = [read.itemIds.length, read.examples.length];
  return { neighbours, items, labels, maxDifference, identical };
}

function sameExamples({ examples }: ReadCounts, expected: readonly Example[]): boolean {
  const texts = (list: readonly Example[]) =>
    list
      .map(({ history, labelRow }) => `${labelRow}:${history.map(({ itemRow, typeIndex }) => [itemRow, typeIndex])}`)
      .sort();
  return texts(examples).join('\n') === texts(expected).join('\n');
}
