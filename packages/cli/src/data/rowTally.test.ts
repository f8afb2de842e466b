import { AisleError } from '@aisle/core';
import { expect, test } from 'vitest';
import type { RowBatch } from './rowBatch.js';
import { type BadRow, RowTally } from './rowTally.js';

const input = { file: 'events.csv', option: '--data' } as const;

/** Rows whose values are their line numbers. Lines for which `isBad` holds have a problem instead. */
async function* rowsOf(
  count: number,
  isBad: (line: number) => boolean = () => false,
): AsyncGenerator<RowBatch<number>> {
  for (let first = 1; first <= count; first += 7)
    yield Array.from({ length: Math.min(7, count - first + 1) }, (_, i) => first + i).map((line) =>
      isBad(line) ? { line, problem: `bad ${line}` } : { line, value: line },
    );
}

test('good rows are handled, malformed ones counted and reported', async () => {
  const [handled, bad]: [number[], BadRow[]] = [[], []];
  const tally = new RowTally(input, (row) => bad.push(row));
  await tally.readAll(
    rowsOf(200, (line) => line === 50),
    (value) => handled.push(value),
  );
  expect([tally.rowCount, tally.badRowCount, handled.length]).toEqual([200, 1, 199]);
  expect(bad).toEqual([{ file: 'events.csv', line: 50, message: 'bad 50' }]);
});

test('a row is malformed if its handler throws invalid-event', async () => {
  const tally = new RowTally(input, undefined);
  await tally.readAll(rowsOf(100), (value) => {
    if (value === 7) throw new AisleError('invalid-event', 'no seventh');
  });
  expect(tally.badRowCount).toBe(1);
});

test('another error stops reading', async () => {
  const fault = new AisleError('internal', 'broken');
  const read = new RowTally(input, undefined).readAll(rowsOf(100), () => {
    throw fault;
  });
  await expect(read).rejects.toBe(fault);
});

test('1 % malformed rows are allowed, more are rejected', async () => {
  await new RowTally(input, undefined).readAll(
    rowsOf(200, (line) => line <= 2),
    () => undefined,
  );
  const read = new RowTally(input, undefined).readAll(
    rowsOf(200, (line) => line <= 3),
    () => undefined,
  );
  await expect(read).rejects.toMatchObject({
    code: 'data-invalid',
    message: expect.stringContaining(
      'found 3 malformed of all 200 rows (at most 1 % are allowed); the first is events.csv:1: bad 1',
    ),
  });
});

test('reading a bad file stops after 1,000 rows', async () => {
  const tally = new RowTally(input, undefined);
  await expect(
    tally.readAll(
      rowsOf(5000, (line) => line <= 11),
      () => undefined,
    ),
  ).rejects.toThrow('of the first 1,000 rows');
  expect(tally.rowCount).toBe(1000);
});

test('a file without rows is rejected', async () => {
  const read = new RowTally(input, undefined).readAll(rowsOf(0), () => undefined);
  await expect(read).rejects.toThrow('Asked to read --data events.csv, found no rows.');
});

test('the allowed share of malformed rows is an argument', async () => {
  const read = (badRows: number, maxBadShare: number) =>
    new RowTally(input, undefined, maxBadShare).readAll(
      rowsOf(20, (line) => line <= badRows),
      () => undefined,
    );
  await read(5, 0.25);
  await expect(read(6, 0.25)).rejects.toThrow('found 6 malformed of all 20 rows (at most 25 % are allowed)');
  await expect(read(1, 0)).rejects.toThrow('(at most 0 % are allowed)');
});
