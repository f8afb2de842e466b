import { expect, test } from 'vitest';
import type { TransitionTable } from '../transitionTable.js';
import { continuedTransitions } from './continueTransitions.js';

const tableOf = (...rows: [number, number][][]): TransitionTable => {
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, i) => (offsets[i + 1] = offsets[i]! + row.length));
  const entries = rows.flat();
  return {
    offsets,
    toRows: Int32Array.from(entries, ([to]) => to),
    strengths: Float32Array.from(entries, ([, strength]) => strength),
  };
};

const known = tableOf(
  [],
  [
    [2, 1],
    [3, 16],
  ],
  [[1, 16]],
  [],
);
const counted = tableOf(
  [],
  [[3, 7]],
  [
    [1, 3.9],
    [3, 4.1],
    [4, 100],
  ],
  [[2, 0.001]],
  [[1, 4]],
);

test('learned rows get the nearest strengths of the release, others stay', () => {
  // The logarithmic middle of 1 and 16 is 4. At a tie, the lower strength wins.
  expect(continuedTransitions(known, counted, Uint8Array.of(0, 0, 1, 0, 1))).toEqual(
    tableOf(
      [],
      [
        [2, 1],
        [3, 16],
      ],
      [
        [1, 1],
        [3, 16],
        [4, 16],
      ],
      [],
      [[1, 1]],
    ),
  );
  expect(continuedTransitions(known, counted, Uint8Array.of(0, 1, 0, 1, 0).subarray(0, 4))).toEqual(
    tableOf([], [[3, 16]], [[1, 16]], [[2, 1]]),
  );
});

test('without released strengths, counted ones stay', () => {
  expect(continuedTransitions(tableOf([], [], []), counted, Uint8Array.of(0, 1, 1))).toEqual(
    tableOf(
      [],
      [[3, 7]],
      [
        [1, 3.9],
        [3, 4.1],
        [4, 100],
      ],
    ),
  );
});
