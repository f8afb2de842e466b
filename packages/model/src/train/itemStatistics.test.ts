import { expect, test } from 'vitest';
import { itemStatistics } from './itemStatistics.js';
import type { TrainingHistory } from './split.js';

/** Pairs of a row and its time in ms. */
const historyOf = (steps: readonly (readonly [number, number])[], labelRows: readonly number[]): TrainingHistory => ({
  actions: steps.map(([itemRow, timestampMs]) => ({ itemRow, typeIndex: 2, timestampMs })),
  labelRows: Int32Array.from(labelRows),
});

// The log spans 5000 to 6000 ms. Ages are 0, .2, .5 and 1.
const training = [
  historyOf(
    [
      [1, 5000],
      [2, 6000],
    ],
    [2, 0],
  ),
  historyOf(
    [
      [1, 5500],
      [1, 5800],
      [3, 6000],
    ],
    [1, 3, 3],
  ),
];

const near = (found: readonly Float64Array[], expected: readonly (readonly number[])[]) => {
  expect(found.length).toBe(expected.length);
  expected.forEach((values, s) => {
    expect(found[s]!.length).toBe(values.length);
    values.forEach((value, row) => expect(found[s]![row]).toBeCloseTo(Math.log(1 + value), 12));
  });
};
const ACTIONS = [0, 3, 1, 1, 0];
/** A missing label does not count for the padding row. */
const LABELS = [0, 1, 1, 2, 0];

test('with timestamps, weights fall by e for each tenth of the span', () => {
  near(itemStatistics(training, 4, true), [ACTIONS, [0, Math.exp(-10) + Math.exp(-5) + Math.exp(-2), 1, 1, 0], LABELS]);
});

test('without timestamps, the order of the histories gives ages', () => {
  near(itemStatistics(training, 4, false), [ACTIONS, [0, Math.exp(-5) + 2, Math.exp(-5), 1, 0], LABELS]);
  // Of four histories, the first has the age 3/4.
  const four = [historyOf([[1, 0]], [0]), historyOf([[2, 0]], [0]), historyOf([[3, 0]], [0]), historyOf([[4, 0]], [0])];
  near(itemStatistics(four, 4, false), [
    [0, 1, 1, 1, 1],
    [0, Math.exp(-7.5), Math.exp(-5), Math.exp(-2.5), 1],
    [0, 0, 0, 0, 0],
  ]);
});

test('a log of one moment and an empty log', () => {
  near(
    itemStatistics(
      [
        historyOf(
          [
            [1, 7],
            [2, 7],
          ],
          [2, 0],
        ),
      ],
      2,
      true,
    ),
    [
      [0, 1, 1],
      [0, 1, 1],
      [0, 0, 1],
    ],
  );
  near(itemStatistics([], 2, true), [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ]);
  near(itemStatistics([], 2, false), [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

test('events after the given span count more than 1', () => {
  // In the span 4000 to 5000 ms: ages 0, -1, -.5, -.8 and -1.
  near(itemStatistics(training, 4, true, { firstMs: 4000, lastMs: 5000 }), [
    ACTIONS,
    [0, 1 + Math.exp(5) + Math.exp(8), Math.exp(10), Math.exp(10), 0],
    LABELS,
  ]);
});
