import { expect, test } from 'vitest';
import { bucketTable } from './bucketTable.js';

test('a row shows its range and marks a better transition table', () => {
  const bucket = (from: number, to: number | undefined, examples: number, model: number, transitionTable: number) => ({
    from,
    ...(to !== undefined && { to }),
    examples,
    values: { model, transitionTable },
  });
  const table = bucketTable(
    [
      bucket(0, 0, 12, 0, 0),
      bucket(1, 4, 4714, 0.0486, 0.0472),
      bucket(5, 19, 0, 0, 0),
      { ...bucket(100, undefined, 9, 0.1, 0.11), intervals: { model: [0.01, 0.3], transitionTable: [0.02, 1] } },
    ],
    'ndcg@10',
  );
  expect(table.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['answer has', 'examples', 'NDCG@10: model', 'transition table'],
    ['0 events', '12', '.0000', '.0000'],
    ['1-4 events', '4,714', '.0486', '.0472'],
    ['100+ events', '9', '.1000 .010-.300', '.1100 .020-1.000 *'],
    ['* the transition table ranks these answers better'],
  ]);
});
