import { expect, test } from 'vitest';
import { contextGain } from './contextGain.js';
import type { CellCounts } from './readCellCounts.js';
import { withContext } from './withContext.js';

/** Net values: 100 · .03 − 1 = 2 without the feature, 100 · −.02 − 1 = −3 with it, 100 · .005 − 1 = −.5 together. */
const WORTH = { cost: 1, value: 100 };
const cellsOf = (times: number): CellCounts => {
  const counts = (devices: number, successes: number) => ({ devices: times * devices, successes: times * successes });
  return [
    { shown: counts(1000, 130), heldOut: counts(1000, 100) },
    { shown: counts(1000, 100), heldOut: counts(1000, 120) },
  ];
};

test('contextGain values what the rule shows beyond the same for all', () => {
  // Shares of Beta(131, 871) and Beta(101, 901). Half of the devices gain 100 · 30 / 1002 − 1.
  const found = contextGain(cellsOf(1), cellsOf(1), WORTH);
  expect(found).toMatchObject({ shows: [true, false], isSignificant: false });
  expect(found.gain).toBeCloseTo(0.997006, 6);
  // 1.96 · 50 · √(.130739 · .869261 / 1003 + .100798 · .899202 / 1003)
  expect(found.interval).toEqual([expect.closeTo(0.997006 - 1.39857, 4), expect.closeTo(0.997006 + 1.39857, 4)]);
});

test('contextGain is significant with enough devices', () => {
  const { interval, isSignificant } = contextGain(cellsOf(1), cellsOf(10), WORTH);
  // The standard error is about √10 smaller.
  expect(interval[0]).toBeCloseTo(1 - 1.3966 / Math.sqrt(10), 2);
  expect(isSignificant).toBe(true);
});

test('contextGain of two lucky devices is not significant', () => {
  const [one, none] = [
    { devices: 1, successes: 1 },
    { devices: 1, successes: 0 },
  ];
  const lucky: CellCounts = [
    { shown: one, heldOut: none },
    { shown: none, heldOut: one },
  ];
  expect(contextGain(lucky, lucky, WORTH)).toMatchObject({ shows: [true, false], isSignificant: false });
});

test('contextGain is negative where held-out counts contradict', () => {
  const [without, having] = cellsOf(10);
  // The rule shows it to half of the devices, for which it loses about 3.
  const found = contextGain(cellsOf(1), [having, without], WORTH);
  expect(found.gain).toBeCloseTo(-1.5, 2);
  expect(found.isSignificant).toBe(false);
});

test('contextGain of a rule that treats all alike is 0', () => {
  const [without] = cellsOf(1);
  const alike = contextGain([without, without], cellsOf(10), WORTH);
  expect(alike).toEqual({ gain: 0, interval: [0, 0], isSignificant: false, shows: [true, true] });
});

test('withContext adds the difference of the uplifts for devices with the feature', () => {
  const { shown, base, exposures, context } = withContext('hasCart', cellsOf(1));
  // Beta(131, 871) and Beta(101, 901); with the feature, Beta(101, 901) and Beta(121, 881).
  expect([shown.mean, base.mean]).toEqual([expect.closeTo(131 / 1002, 12), expect.closeTo(101 / 1002, 12)]);
  expect(context!.hasCart).toBeCloseTo(-20 / 1002 - 30 / 1002, 12);
  expect(exposures).toBe(1000);
  // The larger spreads: of .1307 among shown devices, and of .1208 among held-out ones.
  expect(shown.spread).toBeCloseTo(Math.sqrt(((131 / 1002) * (871 / 1002)) / 1003), 12);
  expect(base.spread).toBeCloseTo(Math.sqrt(((121 / 1002) * (881 / 1002)) / 1003), 12);
});
