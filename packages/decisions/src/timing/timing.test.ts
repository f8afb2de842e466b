import { expect, test } from 'vitest';
import { bgNbdExpectedOrders, bgNbdLogLikelihood } from './bgNbd.js';
import { estimateOrder } from './estimateOrder.js';
import { hypergeometric } from './hypergeometric.js';
import { logGamma } from './logGamma.js';
import { mergeOrders } from './mergeOrders.js';
import { orderLogit } from './orderLogit.js';
import { orderSummaryOf } from './orderSummaryOf.js';
import type { HazardTiming, OrderTiming } from './orderTiming.js';
import { paretoNbdExpectedOrders, paretoNbdLogLikelihood } from './paretoNbd.js';
import { probabilityOfOrder } from './probabilityOfOrder.js';
import type { ReleasedTiming } from './timingFile.js';

const BG = [0.243, 4.414, 0.793, 2.426] as const;
const PARETO = [0.553, 10.578, 0.606, 11.669] as const;
const DAY_MS = 86_400_000;
const TWO_REPEATS = { repeats: 2, latest: 30.43, observed: 38.86 };

test('logGamma of 5 and of one half', () => {
  expect(logGamma(5)).toBeCloseTo(Math.log(24), 12);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
  expect(logGamma(0.25)).toBeCloseTo(1.2880225246980774, 12);
});

test('hypergeometric of 1, 1, 2 is the logarithm', () => {
  expect(hypergeometric(1, 1, 2, 0.5)).toBeCloseTo(2 * Math.LN2, 12);
});

test('BG/NBD expects the published orders of a CDNOW shopper', () => {
  // Fader, Hardie, Lee (2005), Implementing the BG/NBD Model in Excel: 1.226.
  expect(bgNbdExpectedOrders(BG, TWO_REPEATS, 39)).toBeCloseTo(1.226, 3);
});

test('BG/NBD without a repeat is the negative binomial probability of none', () => {
  const none = { repeats: 0, latest: 0, observed: 38.86 };
  expect(bgNbdLogLikelihood(BG, none)).toBeCloseTo(0.243 * Math.log(4.414 / (4.414 + 38.86)), 12);
});

test('Pareto/NBD expects the published orders of a frequent CDNOW shopper', () => {
  // R package BTYD, vignette section 2.5: 25.46 for this shopper.
  const frequent = { repeats: 26, latest: 30.86, observed: 31 };
  expect(paretoNbdExpectedOrders([0.5534, 10.5802, 0.6061, 11.6562], frequent, 52)).toBeCloseTo(25.46, 1);
});

// mpmath 1.3: the likelihood of given rates, integrated over their distributions. The quadrature errs by about 1e-8.
test('likelihoods equal numeric integrals over the rates', () => {
  const none = { repeats: 0, latest: 0, observed: 38.86 };
  expect(bgNbdLogLikelihood(BG, none)).toBeCloseTo(-0.554713286367, 6);
  expect(bgNbdLogLikelihood(BG, TWO_REPEATS)).toBeCloseTo(-9.45860630707, 6);
  expect(paretoNbdLogLikelihood(PARETO, none)).toBeCloseTo(-0.5210462941, 6);
  expect(paretoNbdLogLikelihood([0.553, 11.669, 0.606, 10.578], none)).toBeCloseTo(-0.4799345782, 6);
});

test('Pareto/NBD has one value where its two forms meet', () => {
  const [above, below] = [10.578 + 1e-9, 10.578 - 1e-9].map((beta) =>
    paretoNbdLogLikelihood([0.553, 10.578, 0.606, beta], TWO_REPEATS),
  );
  expect(above).toBeCloseTo(below!, 8);
});

test('Pareto/NBD without a repeat after no time is certain', () => {
  const start = { repeats: 0, latest: 0, observed: 0 };
  expect(paretoNbdLogLikelihood(PARETO, start)).toBeCloseTo(0, 12);
  expect(paretoNbdLogLikelihood([0.553, 11.669, 0.606, 10.578], start)).toBeCloseTo(0, 12);
});

const TIMINGS: readonly OrderTiming[] = [
  { model: 'bgnbd', parameters: BG, unitDays: 7 },
  { model: 'paretonbd', parameters: PARETO, unitDays: 7 },
];

test.each(TIMINGS)('$model: probability of an order grows with days, from 0 to below 1', (timing) => {
  const summary = { firstOrderMs: 0, lastOrderMs: 200 * DAY_MS, orderCount: 3 };
  const at = (days: number) => probabilityOfOrder(timing, summary, 250 * DAY_MS, days)!;
  expect(at(0)).toBe(0);
  expect(at(7)).toBeGreaterThan(0);
  expect(at(30)).toBeGreaterThan(at(7));
  expect(at(90)).toBeGreaterThan(at(30));
  expect(at(1e6)).toBeLessThan(1);
});

test('BG/NBD probability of an order equals that of an active shopper with a gamma rate', () => {
  const summary = { firstOrderMs: 0, lastOrderMs: 0, orderCount: 1 };
  const expected = 1 - ((4.414 + 10) / (4.414 + 14)) ** 0.243;
  expect(probabilityOfOrder(TIMINGS[0]!, summary, 70 * DAY_MS, 28)).toBeCloseTo(expected, 12);
});

test.each(TIMINGS)('$model: no probability without an order', (timing) => {
  expect(probabilityOfOrder(timing, { firstOrderMs: 0, lastOrderMs: 0, orderCount: 0 }, 1, 7)).toBeUndefined();
});

// scipy 1.17: the likelihood of given rates, integrated over their distributions by quad.
test('BG/NBD probability of an order equals a numeric integral over the rates', () => {
  const summary = { firstOrderMs: 0, lastOrderMs: 30.43 * 7 * DAY_MS, orderCount: 3 };
  const at = (days: number) => probabilityOfOrder(TIMINGS[0]!, summary, 38.86 * 7 * DAY_MS, days)!;
  expect(at(7)).toBeCloseTo(0.036293998637, 9);
  expect(at(30)).toBeCloseTo(0.138693774185, 9);
  expect(at(90)).toBeCloseTo(0.321186244021, 9);
});

const HAZARD: HazardTiming = {
  model: 'hazard',
  unitDays: 1,
  parameters: { fromDays: [0, 7, 30], logOdds: [-3, -4, -5], ofOrders: [0, 0.5, 0.8] },
};
const hazardOf = (orderCount: number, sinceDays: number, withinDays: number) => {
  const summary = { firstOrderMs: 0, lastOrderMs: (orderCount - 1) * DAY_MS, orderCount };
  return probabilityOfOrder(HAZARD, summary, (orderCount - 1 + sinceDays) * DAY_MS, withinDays)!;
};

test('a hazard of even odds halves the chance of no order each day', () => {
  const even = { ...HAZARD, parameters: { fromDays: [0], logOdds: [0], ofOrders: [0] } };
  const summary = { firstOrderMs: 0, lastOrderMs: 0, orderCount: 1 };
  expect(probabilityOfOrder(even, summary, DAY_MS, 3)).toBeCloseTo(7 / 8, 12);
  expect(probabilityOfOrder(even, summary, DAY_MS, 0.5)).toBeCloseTo(1 - Math.SQRT1_2, 12);
});

// numpy 2: a sum over two million steps.
test('a hazard crosses its intervals, and counts more orders than it knows as the last', () => {
  expect(hazardOf(1, 0, 7)).toBeCloseTo(0.288309007, 6);
  expect(hazardOf(1, 5.5, 7)).toBeCloseTo(0.158614705, 6);
  expect(hazardOf(2, 3, 30)).toBeCloseTo(0.644048943, 6);
  expect(hazardOf(5, 40, 90)).toBeCloseTo(0.738045095, 6);
  expect(hazardOf(3, 40, 90)).toBe(hazardOf(5, 40, 90));
});

const released = (timing: OrderTiming, scale: number, offset: number): ReleasedTiming => ({
  timing,
  calibration: { scale, offset },
  bins: [
    { upTo: 0.5, low: 0.1, high: 0.2 },
    { upTo: 1, low: 0.6, high: 0.7 },
  ],
});

test('an estimate is calibrated, and its interval contains it', () => {
  const even = { ...HAZARD, parameters: { fromDays: [0], logOdds: [0], ofOrders: [0] } };
  const once = { firstOrderMs: 0, lastOrderMs: 0, orderCount: 1 };
  // A chance of 7/8 has the odds 7. Their square times 1/49 is 1.
  const estimate = estimateOrder(released(even, 2, -Math.log(49)), once, 0, 3)!;
  expect(estimate.probability).toBeCloseTo(0.5, 12);
  expect([estimate.low, estimate.high]).toEqual(
    estimate.probability <= 0.5 ? [0.1, estimate.probability] : [estimate.probability, 0.7],
  );
  expect(estimateOrder(released(even, 1, 0), once, 0, 3)).toEqual({
    probability: expect.closeTo(7 / 8, 12),
    low: 0.6,
    high: expect.closeTo(7 / 8, 12),
  });
});

test('an estimate needs an order and a number', () => {
  const once = { firstOrderMs: 0, lastOrderMs: 0, orderCount: 1 };
  expect(estimateOrder(released(HAZARD, 1, 0), { ...once, orderCount: 0 }, 0, 7)).toBeUndefined();
  expect(estimateOrder(released(HAZARD, Number.NaN, 0), once, 0, 7)).toBeUndefined();
});

test('purchases of one time are one order', () => {
  expect(orderSummaryOf([5, 5, 9])).toEqual({ firstOrderMs: 5, lastOrderMs: 9, orderCount: 2 });
  expect(orderSummaryOf([]).orderCount).toBe(0);
});

test('a logit of certainty is finite', () => {
  expect(orderLogit(0.75)).toBeCloseTo(Math.log(3), 12);
  expect(orderLogit(0)).toBeCloseTo(-27.631, 3);
  expect(orderLogit(1)).toBeCloseTo(27.631, 3);
});

test('a kept summary grows by orders after its last one', () => {
  const kept = { firstOrderMs: 1, lastOrderMs: 5, orderCount: 3 };
  expect(mergeOrders(kept, [4, 5, 7, 7, 9])).toEqual({ firstOrderMs: 1, lastOrderMs: 9, orderCount: 5 });
  expect(mergeOrders(kept, [])).toEqual(kept);
  expect(mergeOrders(undefined, [4])).toEqual({ firstOrderMs: 4, lastOrderMs: 4, orderCount: 1 });
});

test.each([
  null,
  'x',
  {},
  { firstOrderMs: 9, lastOrderMs: 5, orderCount: 3 },
  { firstOrderMs: 1, lastOrderMs: 5, orderCount: NaN },
])('a kept summary of %j is ignored', (kept) => {
  expect(mergeOrders(kept as never, [4])).toEqual({ firstOrderMs: 4, lastOrderMs: 4, orderCount: 1 });
});
