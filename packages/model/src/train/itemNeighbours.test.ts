import { expect, test } from 'vitest';
import { withNeighbours } from './itemNeighbours.js';
import type { TrainingHistory } from './split.js';

const trainOn = (...histories: number[][]): TrainingHistory[] =>
  histories.map((rows) => ({
    actions: rows.map((itemRow, i) => ({ itemRow, typeIndex: 2, timestampMs: i })),
    labelRows: Int32Array.from(rows, (_, i) => rows[i + 1] ?? 0),
  }));
const listsOf = ({ offsets, ids }: ReturnType<typeof withNeighbours>) =>
  Array.from({ length: offsets.length - 1 }, (_, row) => [...ids.subarray(offsets[row]!, offsets[row + 1]!)]);

test('neighbours are ordered by how often they occur together', () => {
  // Items 1 and 2 share three histories. Items 1 and 3, and 2 and 3, share two; 1 and 3 are further apart. Item 4 is in
  // one.
  const found = withNeighbours(undefined, trainOn([1, 2, 3], [1, 2, 3], [2, 1], [4, 3]), 5);
  expect(listsOf(found)).toEqual([[], [2, 3], [1, 3], [2, 1], [], []]);
  expect(found.count).toBe(6);
});

test('neighbours follow the catalogue attributes, with separate ids', () => {
  const attributes = { count: 7, offsets: Uint32Array.of(0, 0, 2, 2, 3), ids: Int32Array.of(6, 0, 3) };
  const found = withNeighbours(attributes, trainOn([1, 2], [2, 1]), 3);
  expect(listsOf(found)).toEqual([[], [6, 0, 7 + 2], [7 + 1], [3]]);
  expect(found.count).toBe(7 + 4);
});

test('frequent items do not displace closer neighbours', () => {
  // Item 9 is in every history. Item 1 occurs with it three times, and twice with item 2, which occurs only there.
  const found = withNeighbours(
    undefined,
    trainOn([1, 9], [1, 9], [1, 9], [1, 2], [2, 1], ...Array.from({ length: 60 }, (_, i) => [9, 3 + (i % 6)])),
    9,
  );
  expect(listsOf(found)[1]).toEqual([2, 9]);
});

test('pairs in only one history are ignored', () => {
  expect(listsOf(withNeighbours(undefined, trainOn([1, 2, 1, 2, 1, 2], [1, 3], [3, 1]), 3))).toEqual([
    [],
    [3],
    [],
    [1],
  ]);
});

test('at most five neighbours, lower rows first, without the item', () => {
  const pairs = [8, 7, 6, 5, 4, 3, 2].map((other) => [1, 1, other]);
  expect(listsOf(withNeighbours(undefined, trainOn(...pairs, ...pairs), 8))[1]).toEqual([2, 3, 4, 5, 6]);
});

test('items more than ten actions apart are not neighbours', () => {
  const apart = (gap: number) => [1, ...Array.from({ length: gap - 1 }, () => 3), 2];
  const neighboursOf1 = (gap: number) => listsOf(withNeighbours(undefined, trainOn(apart(gap), apart(gap)), 3))[1];
  expect(neighboursOf1(10)).toContain(2);
  expect(neighboursOf1(11)).not.toContain(2);
});
