import { describe, expect, test } from 'vitest';
import { adamStep, newAdamState } from './adam.js';

const START = [0.5, -1.25, 2];
const GRADIENTS = [
  [0.1, -2, 0],
  [-0.3, -1, 0],
  [0.2, 4, 0],
];

/** Values after each of three steps at rate .01, from the paper's formulas with numpy in float64. */
const EXPECTED = {
  0: [
    [0.49, -1.24, 2.0],
    [0.494923036, -1.23065123, 2.0],
    [0.494735539, -1.232703519, 2.0],
  ],
  0.1: [
    [0.4895, -1.23875, 1.998],
    [0.493933536, -1.22816248, 1.996002],
    [0.493252105, -1.228986607, 1.994005998],
  ],
};

// Values near 1 in float32, rounded three times by 6e-8.
const DIGITS = 6;

describe.each([0, 0.1] as const)('weight decay %s', (weightDecay) => {
  test('three steps', () => {
    const values = Float32Array.from(START);
    const state = newAdamState(3);
    GRADIENTS.forEach((gradient, i) => {
      adamStep(values, gradient, state, i + 1, 0.01, weightDecay);
      EXPECTED[weightDecay][i]!.forEach((expected, j) => expect(values[j]).toBeCloseTo(expected, DIGITS));
    });
  });
});

test('without gradient and decay, values do not change', () => {
  const values = Float32Array.of(0.1, -7);
  adamStep(values, [0, 0], newAdamState(2), 1, 0.01);
  expect([...values]).toEqual([Math.fround(0.1), -7]);
});

test('a later step continues the moments', () => {
  const state = newAdamState(1);
  adamStep(Float32Array.of(0), [2], state, 1, 0.01);
  expect(state.first[0]).toBeCloseTo(0.1 * 2, 6);
  expect(state.second[0]).toBeCloseTo(0.02 * 4, 6);
});
