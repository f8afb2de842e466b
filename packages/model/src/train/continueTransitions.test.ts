import { expect, test } from 'vitest';
import type { TransitionTable } from '../transitionTable.js';
import { continuedTransitions } from './continueTransitions.js';

const memoryOf = (...rows: [number, number][][]): TransitionTable => {
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, i) => (offsets[i + 1] = offsets[i]! + row.length));
  const entries = rows.flat();
  return {
    offsets,
    toRows: Int32Array.from(entries, ([to]) => to),
    strengths: Float32Array.from(entries, ([, strength]) => strength),
  };
};

const known = memoryOf(
  [],
  [
    [2, 1],
    [3, 16],
  ],
  [[1, 16]],
  [],
);
const counted = memoryOf(
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

test('learned rows are counted again, at the nearest of the release’s strengths by logarithm; the others stay', () => {
  // Between 1 and 16 the middle is 4, and 4 itself is no nearer to 16.
  expect(continuedTransitions(known, counted, Uint8Array.of(0, 0, 1, 0, 1))).toEqual(
    memoryOf(
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
    memoryOf([], [[3, 16]], [[1, 16]], [[2, 1]]),
  );
});

test('a memory without entries leaves strengths as they are counted', () => {
  expect(continuedTransitions(memoryOf([], [], []), counted, Uint8Array.of(0, 1, 1))).toEqual(
    memoryOf(
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
