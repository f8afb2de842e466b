import { expect, test } from 'vitest';
import { fitLogistic } from './fitLogistic.js';

test('one binary column without a strong penalty has the logits of its two groups', () => {
  // Of 4 rows with 0, one happened: logit ln(1/3). Of 4 rows with 1, three happened: logit ln 3.
  const rows = [0, 0, 0, 0, 1, 1, 1, 1].map((x) => [x]);
  const { weights, bias } = fitLogistic(rows, [1, 0, 0, 0, 1, 1, 1, 0], 1e-9);
  expect(bias).toBeCloseTo(-Math.log(3), 6);
  expect(weights[0]).toBeCloseTo(2 * Math.log(3), 6);
});

test('the gradient of the penalised loss is 0 at the solution', () => {
  const rows = Array.from({ length: 60 }, (_, i) => [Math.sin(i), Math.cos(2 * i), (i % 7) / 7]);
  const outcomes = rows.map(([a, b], i) => (a! + b! / 2 + Math.sin(5 * i) > 0.2 ? 1 : 0));
  const { weights, bias } = fitLogistic(rows, outcomes, 2);
  const errors = rows.map((row, i) => {
    const logit = row.reduce((sum, value, c) => sum + value * weights[c]!, bias);
    return 1 / (1 + Math.exp(-logit)) - outcomes[i]!;
  });
  const gradient = [0, 1, 2].map((c) => errors.reduce((sum, error, i) => sum + error * rows[i]![c]!, 2 * weights[c]!));
  for (const value of [...gradient, errors.reduce((a, b) => a + b)]) expect(Math.abs(value)).toBeLessThan(1e-4);
});

test('separable outcomes have a finite solution', () => {
  // The derivative at weight w and bias 0, by symmetry: w = 2 sigmoid(-w), so w = 0.6855.
  const { weights, bias } = fitLogistic([[-1], [1]], [0, 1], 1);
  expect(weights[0]! - 2 / (1 + Math.exp(weights[0]!))).toBeCloseTo(0, 6);
  expect(bias).toBeCloseTo(0, 9);
});

// scipy 1.17: minimize by BFGS on the same loss.
test('rows that stand for many observations have the solution of scipy', () => {
  const { weights, bias } = fitLogistic(
    [
      [1, 0],
      [0, 1],
      [1, 1],
    ],
    [0.2, 0.5, 0.1],
    1,
    [10, 4, 30],
  );
  expect(weights[0]).toBeCloseTo(-0.88221345, 6);
  expect(weights[1]).toBeCloseTo(-0.26700231, 6);
  expect(bias).toBeCloseTo(-0.68020584, 6);
});
