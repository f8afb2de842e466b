import { expect, test } from 'vitest';
import { fitHazard, type OrderRecord } from './fitHazard.js';

const DAY_MS = 86_400_000;
const SHOPPERS = 20_000;
/** Every second shopper orders again after two and a half days. All are observed for five days. */
const RECORDS: readonly OrderRecord[] = Array.from({ length: SHOPPERS }, (_, i) => ({
  timesMs: i % 2 === 0 ? [i] : [i, i + 2.5 * DAY_MS],
  observedUntilMs: i + 5 * DAY_MS,
}));

test('odds of an interval are those of its days with an order', () => {
  const { fromDays, logOdds, ofOrders } = fitHazard(RECORDS, Infinity).parameters;
  // Days 1 and 2: 10,000 orders in 40,000 days.
  expect(fromDays.slice(0, 3)).toEqual([0, 1, 3]);
  expect(logOdds[1]).toBeCloseTo(Math.log(1 / 3), 1);
  // Nobody orders on day 0, on days 3 and 4, or a third time.
  expect(logOdds[0]).toBeLessThan(-6);
  expect(logOdds[2]).toBeLessThan(-6);
  expect(ofOrders[0]).toBe(0);
  expect(ofOrders[1]).toBeLessThan(-1);
});

test('an interval that nobody has reached has the odds of the one before it', () => {
  const { logOdds, ofOrders } = fitHazard(RECORDS, Infinity).parameters;
  for (const unreached of logOdds.slice(3)) expect(unreached).toBeCloseTo(logOdds[2]!, 3);
  for (const unreached of ofOrders.slice(2)) expect(unreached).toBeCloseTo(ofOrders[1]!, 3);
});

test('days after which a device has forgotten the order do not count', () => {
  const observedTwoDays = RECORDS.map(({ timesMs: [first] }) => ({
    timesMs: [first!],
    observedUntilMs: first! + 2 * DAY_MS,
  }));
  const singles = RECORDS.map(({ timesMs: [first], observedUntilMs }) => ({ timesMs: [first!], observedUntilMs }));
  expect(fitHazard(singles, 2 * DAY_MS)).toEqual(fitHazard(observedTwoDays, Infinity));
});

test('an order that a device has forgotten counts no more', () => {
  // The first order is two days older, and is forgotten on day 1 after the second.
  const record = { timesMs: [0, 2 * DAY_MS], observedUntilMs: 4 * DAY_MS };
  const forgets = fitHazard(Array(1000).fill(record), 3 * DAY_MS).parameters;
  const keeps = fitHazard(Array(1000).fill(record), Infinity).parameters;
  expect(forgets).not.toEqual(keeps);
});
