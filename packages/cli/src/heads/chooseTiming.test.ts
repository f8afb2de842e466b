import { orderSummaryOf } from '@aisle/decisions';
import { EventLogBuilder } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { DEVICE_WINDOW } from '../orderTiming/knownOrders.js';
import { chooseTiming } from './chooseTiming.js';
import type { HeadQuestion } from './headQuestions.js';

const DAY_MS = 86_400_000;
const SHOPPERS = 400;
const CALIBRATION_MS = 100 * DAY_MS;
const TEST_MS = 130 * DAY_MS;

/** Half of the shoppers order every ten days, the others once. */
const orderTimes = (shopper: number) =>
  Array.from({ length: shopper % 2 === 0 ? 16 : 1 }, (_, i) => (1 + i * 10) * DAY_MS + shopper);
const builder = new EventLogBuilder();
for (let shopper = 0; shopper < SHOPPERS; shopper++)
  for (const ms of orderTimes(shopper)) builder.add(`u${shopper}`, 'i', 'purchase', ms);
const log = builder.build();

const questionsAt = (fromMs: number): readonly HeadQuestion[] =>
  Array.from({ length: SHOPPERS }, (_, shopper) => {
    const momentMs = fromMs + (shopper % 10) * DAY_MS;
    const before = orderTimes(shopper).filter((ms) => ms <= momentMs);
    const outcome = orderTimes(shopper).some((ms) => ms > momentMs && ms <= momentMs + 7 * DAY_MS) ? 1 : 0;
    const orders = orderSummaryOf(before);
    const answeredMs = momentMs + 7 * DAY_MS;
    return { momentMs, answeredMs, known: 1, knownOfSession: 1, outcome, shopper, inputs: new Float32Array(), orders };
  });
const slices = {
  training: [],
  validation: [],
  calibration: questionsAt(CALIBRATION_MS),
  test: questionsAt(TEST_MS),
};
const OPTIONS = { orderWindow: DEVICE_WINDOW, minMeasured: 20 };
const guess = (questions: readonly HeadQuestion[]) => Float64Array.from(questions, ({ shopper }) => Math.sin(shopper));
const oracle = (questions: readonly HeadQuestion[]) =>
  Float64Array.from(questions, ({ outcome, shopper }) => (shopper % 40 === 0 ? 0 : 8 * outcome - 4));

test('a model that knows the rhythm of orders answers instead of a head that guesses', () => {
  const { report, released } = chooseTiming(7, log, slices, guess, OPTIONS)!;
  expect(report.candidates.map(({ model }) => model).filter((model) => model !== 'head')).toEqual([
    'bgnbd',
    'paretonbd',
    'hazard',
  ]);
  const lowest = Math.min(...report.candidates.map(({ validation }) => validation));
  expect(report.candidates.find(({ model }) => model === report.chosen)!.validation).toBe(lowest);
  expect(report.chosen).toBe('hazard');
  expect(released!.timing.model).toBe('hazard');
  expect(released!.bins.at(-1)!.upTo).toBe(1);
});

test('a head that knows more than the times of orders stays', () => {
  const { report, released } = chooseTiming(7, log, slices, oracle, OPTIONS)!;
  expect(report.chosen).toBe('head');
  expect(released).toBeUndefined();
});

test('the test slice does not choose, and its figures follow it', () => {
  const turned = slices.test.map((question) => ({ ...question, outcome: (1 - question.outcome) as 0 | 1 }));
  const [usual, other] = [slices.test, turned].map(
    (test) => chooseTiming(7, log, { ...slices, test }, guess, OPTIONS)!,
  );
  expect(other!.report.chosen).toBe(usual!.report.chosen);
  expect(other!.released!.calibration).toEqual(usual!.released!.calibration);
  expect(other!.report.candidates.map(({ validation }) => validation)).toEqual(
    usual!.report.candidates.map(({ validation }) => validation),
  );
  expect(other!.report.candidates[0]!.test).not.toBe(usual!.report.candidates[0]!.test);
});

test('orders from the calibration slice on are not learned', () => {
  const longer = new EventLogBuilder();
  for (let shopper = 0; shopper < SHOPPERS; shopper++)
    for (const ms of [...orderTimes(shopper).filter((one) => one < CALIBRATION_MS), CALIBRATION_MS + 1 + shopper])
      longer.add(`u${shopper}`, 'i', 'purchase', ms);
  expect(chooseTiming(7, longer.build(), slices, guess, OPTIONS)).toEqual(chooseTiming(7, log, slices, guess, OPTIONS));
});

test('few shoppers with an order choose nothing', () => {
  expect(chooseTiming(7, log, { ...slices, test: slices.test.slice(0, 30) }, guess, OPTIONS)).toBeUndefined();
});
