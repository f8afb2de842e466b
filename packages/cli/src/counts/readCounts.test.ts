import path from 'node:path';
import { countEvents, splitAtTime, strongestTransitions } from '@aisle/model/train';
import { beforeAll, describe, expect, test } from 'vitest';
import { readEventLog } from '../data/readEventLog.js';
import { type ReadCounts, readCounts } from './readCounts.js';

/*
 * golden/ has the events of an invented shop, and what counts.sql gave for them in DuckDB 2.0. `bench training` compares
 * larger logs, every rule, and Spark.
 */
const golden = path.join(import.meta.dirname, 'golden');

/** Engines add in another order than the trainer. */
const TOLERANCE = 1e-12;

async function countedHere() {
  const { log } = await readEventLog({ file: path.join(golden, 'events.csv') });
  const itemIds = [...log.itemIds].sort();
  const rowOf = new Map(itemIds.map((itemId, i) => [itemId, i + 1]));
  const sorted = { ...log, itemIds, itemRows: log.itemRows.map((row) => rowOf.get(log.itemIds[row - 1]!)!) };
  const { training, refit, validation } = splitAtTime(sorted, 'next-purchase', Math.max(...log.timestampsMs) + 1);
  return { itemIds, parts: { training, whole: refit }, validation };
}

let read: ReadCounts;
let here: Awaited<ReturnType<typeof countedHere>>;
beforeAll(async () => {
  [read, here] = [await readCounts(golden), await countedHere()];
});

describe.each(['training', 'whole'] as const)('counts of the %s part', (part) => {
  test('neighbours are the strongest transitions of the trainer', () => {
    const [rule] = read[part].rules;
    const { itemIds } = here;
    const counted = countEvents(here.parts[part], itemIds.length, true);
    const expected = strongestTransitions(counted.transitionsOf(rule), itemIds.length);
    const found = strongestTransitions(read[part].transitionsOf(rule), itemIds.length);
    expect(found.offsets).toEqual(expected.offsets);
    expect(found.toRows).toEqual(expected.toRows);
    found.strengths.forEach((strength, i) => expect(strength).toBeCloseTo(expected.strengths[i]!, 6));
  });

  test('statistics are those of the trainer', () => {
    const expected = countEvents(here.parts[part], here.itemIds.length, true).statistics;
    const off = read[part].statistics.map((values, s) =>
      Math.max(...values.map((value, row) => Math.abs(value - expected[s]![row]!))),
    );
    expect(Math.max(...off)).toBeLessThan(TOLERANCE);
  });
});

test('items are those of the log, by id', () => {
  expect(read.itemIds).toEqual(here.itemIds);
});

test('labels are the validation examples of the trainer', () => {
  const plain = ({ history, labelRow }: ReadCounts['examples'][number]) => ({
    labelRow,
    history: history.map(({ itemRow, typeIndex, timestampMs }) => [
      itemRow,
      typeIndex,
      timestampMs - history[0]!.timestampMs,
    ]),
  });
  const sorted = (examples: ReadCounts['examples']) => examples.map((one) => JSON.stringify(plain(one))).sort();
  expect(read.examples.length).toBeGreaterThan(5);
  expect(sorted(read.examples)).toEqual(sorted(here.validation));
});
