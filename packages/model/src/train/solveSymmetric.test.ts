import { expect, test } from 'vitest';
import { solveSymmetric } from './solveSymmetric.js';

const solve = (matrix: readonly (readonly number[])[], right: readonly number[]) => [
  ...solveSymmetric(
    matrix.map((row) => Float64Array.from(row)),
    Float64Array.from(right),
  ),
];

test('1 x 1', () => {
  expect(solve([[4]], [6])).toEqual([1.5]);
});

test('2 x 2: the inverse of (4 2; 2 5) is (5 -2; -2 4) / 16', () => {
  const found = solve(
    [
      [4, 2],
      [2, 5],
    ],
    [8, 16],
  );
  // (40 - 32, -16 + 64) / 16
  expect(found[0]).toBeCloseTo(0.5, 14);
  expect(found[1]).toBeCloseTo(3, 14);
});

test('3 x 3 with the solution (1, -2, 3)', () => {
  // L = (2; 6 1; -8 5 3), so A = (4 12 -16; 12 37 -43; -16 -43 98), and A (1, -2, 3) is on the right.
  const found = solve(
    [
      [4, 12, -16],
      [12, 37, -43],
      [-16, -43, 98],
    ],
    [4 - 24 - 48, 12 - 74 - 129, -16 + 86 + 294],
  );
  [1, -2, 3].forEach((value, i) => expect(found[i]).toBeCloseTo(value, 10));
});

test('reads only the lower triangle and changes no argument', () => {
  const matrix = [
    [4, NaN],
    [2, 5],
  ].map((row) => Float64Array.from(row));
  const right = Float64Array.of(8, 16);
  expect(solveSymmetric(matrix, right)[1]).toBeCloseTo(3, 14);
  expect([matrix.map((row) => [...row]), [...right]]).toEqual([
    [
      [4, NaN],
      [2, 5],
    ],
    [8, 16],
  ]);
});

test.each([
  [
    'an indefinite one',
    [
      [1, 2],
      [2, 1],
    ],
  ],
  [
    'a negative one',
    [
      [-1, 0],
      [0, -1],
    ],
  ],
  [
    'one with NaN',
    [
      [NaN, 0],
      [0, 1],
    ],
  ],
])('%s has no solution', (_, matrix) => {
  expect(solve(matrix, [1, 1]).some(Number.isFinite)).toBe(false);
});

test('solves a system of size 0', () => {
  expect(solve([], [])).toEqual([]);
});
