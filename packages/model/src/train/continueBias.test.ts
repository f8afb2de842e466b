import { expect, test } from 'vitest';
import { continuedBias } from './continueBias.js';

const score = { weights: { network: 0.5, statistics: [2, -1, 0] } } as never;
/** Rows 1 and 2 are in the release, row 3 is new. */
const statistics = [
  [0, 1, 2, 3],
  [0, 1, 1, 0.5],
  [9, 9, 9, 9],
].map((values) => Float64Array.from(values));
const networkBias = Float32Array.of(0, 4, 1, 3);
const learned = (...rows: number[]) => Uint8Array.from([0, 1, 2, 3], (row) => Number(rows.includes(row)));

test('learned biases are computed again, others keep their bits', () => {
  const released = Float32Array.of(0, 0.1, -8);
  // Row 2: .5 * 1 + 2 * 2 - 1; row 3: .5 * 3 + 2 * 3 - .5.
  expect([...continuedBias(released, { learnedRows: learned(2, 3), networkBias, score, statistics })]).toEqual([
    8,
    Math.fround(0.1),
    3.5,
    7,
  ]);
});

test('the padding row keeps the scale of the release', () => {
  const released = Float32Array.of(0, 0.5, -3);
  expect([...continuedBias(released, { learnedRows: learned(2, 3), networkBias, score, statistics })]).toEqual([
    3, 0.5, 3, 3,
  ]);
  const falling = { weights: { network: 0.5, statistics: [-2, 1, 0] } } as never;
  expect([...continuedBias(released, { learnedRows: learned(3), networkBias, score: falling, statistics })]).toEqual([
    3, 0.5, -3, -3,
  ]);
});

test('without a score, biases are those of the network', () => {
  expect([
    ...continuedBias(Float32Array.of(0, 6, 5), {
      learnedRows: learned(2, 3),
      networkBias,
      score: undefined,
      statistics,
    }),
  ]).toEqual([6, 6, 1, 3]);
});
