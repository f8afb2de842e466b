import { bgNbdLogLikelihood, historyOf } from '@aisle/decisions';
import { expect, test } from 'vitest';
import { fitOrderTiming, type ObservedOrders } from './fitOrderTiming.js';
import { nelderMead } from './nelderMead.js';

const DAY_MS = 86_400_000;

/** Seventy shoppers: most order once, some until the end, some until the middle. */
const ORDERS: readonly ObservedOrders[] = Array.from({ length: 70 }, (_, i) => ({
  firstOrderMs: i * DAY_MS,
  lastOrderMs: (i + (i % 3 === 0 ? 20 + (i % 7) * 20 : 0)) * DAY_MS,
  orderCount: i % 3 === 0 ? 2 + (i % 5) : 1,
  observedUntilMs: 250 * DAY_MS,
}));

test('nelderMead finds the minimum of the Rosenbrock function', () => {
  const { at, value } = nelderMead(([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2, [-1.2, 1]);
  expect(at[0]).toBeCloseTo(1, 4);
  expect(at[1]).toBeCloseTo(1, 4);
  expect(value).toBeLessThan(1e-8);
});

test('fitOrderTiming reports the likelihood of its parameters, which no neighbour exceeds', () => {
  const { timing, logLikelihood } = fitOrderTiming('bgnbd', ORDERS);
  const total = (parameters: readonly number[]) =>
    ORDERS.reduce((sum, orders) => {
      const history = historyOf(orders, orders.observedUntilMs, timing.unitDays);
      return sum + bgNbdLogLikelihood(parameters as unknown as typeof timing.parameters, history);
    }, 0);
  expect(total(timing.parameters)).toBeCloseTo(logLikelihood, 8);
  for (const i of [0, 1, 2, 3])
    for (const factor of [0.95, 1.05])
      expect(total(timing.parameters.map((x, j) => (i === j ? x * factor : x)))).toBeLessThan(logLikelihood);
});
