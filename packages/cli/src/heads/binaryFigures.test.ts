import { expect, test } from 'vitest';
import { binaryFigures, figureIntervals } from './binaryFigures.js';

test('area, squared error and calibration error by hand', () => {
  // Pairs of a 1 and a 0: .5 above .2 and equal to .5, .9 above both: 3.5 of 4.
  const { auc, brier, ece } = binaryFigures([0.2, 0.5, 0.5, 0.9], [0, 0, 1, 1]);
  expect(auc).toBe(0.875);
  expect(brier).toBeCloseTo((0.04 + 0.25 + 0.25 + 0.01) / 4, 12);
  // Four bins of one prediction each.
  expect(ece).toBeCloseTo((0.2 + 0.5 + 0.5 + 0.1) / 4, 12);
});

test('an interval is wider if the same examples are of fewer shoppers', () => {
  const probabilities = Array.from({ length: 200 }, (_, i) => ((i * 37) % 200) / 200);
  const outcomes = probabilities.map((probability, i) => (probability + Math.sin(i) > 0.5 ? 1 : 0));
  const width = (shoppers: readonly number[]) => {
    const [low, high] = figureIntervals(probabilities, outcomes, shoppers).brier;
    return high - low;
  };
  const order = probabilities.map((_, i) => i);
  const byError = [...order].sort(
    (a, b) => Math.abs(probabilities[a]! - outcomes[a]!) - Math.abs(probabilities[b]! - outcomes[b]!),
  );
  const shopperOf = order.map((i) => Math.floor(byError.indexOf(i) / 20));
  expect(width(shopperOf)).toBeGreaterThan(2 * width(order));
});
