import { addCounts, UNKNOWN } from './addCounts.js';
import type { GroupCounts } from './countRows.js';
import type { CellCounts } from './readCellCounts.js';
import type { OutcomeCounts } from './readOutcomeCounts.js';

/** The 97.5 % quantile of a normal distribution. */
const Z = 1.959964;

/** Expected cost and value of one success. */
export interface Worth {
  readonly cost: number;
  readonly value: number;
}

/** What a rule with context brings more than the same for all, for one eligible device, in the declaration's currency. */
export interface ContextGain {
  readonly gain: number;
  /** 95 %. */
  readonly interval: readonly [number, number];
  /** Whether the interval is above 0. */
  readonly isSignificant: boolean;
  /** Whether devices without the feature, and those with it, are shown the intervention. */
  readonly shows: readonly [without: boolean, having: boolean];
}

const devicesOf = ({ shown, heldOut }: OutcomeCounts) => shown.devices + heldOut.devices;

/** Net value of showing it, and its standard deviation. Beta(1, 1) before the counts keeps few devices uncertain. */
function worthOf(counts: OutcomeCounts, { value, cost }: Worth) {
  const { shown, base } = addCounts({ shown: UNKNOWN, base: UNKNOWN, exposures: 0 }, counts);
  return { mean: (shown.mean - base.mean) * value - cost, spread: Math.hypot(shown.spread, base.spread) * value };
}

const together = ([a, b]: CellCounts): OutcomeCounts => {
  const sum = (one: GroupCounts, other: GroupCounts) => ({
    devices: one.devices + other.devices,
    successes: one.successes + other.successes,
  });
  return { shown: sum(a.shown, b.shown), heldOut: sum(a.heldOut, b.heldOut) };
};

/**
 * Compares two rules: show it where it is worth its cost by the counts of `chosenOn`, with the feature and without; and
 * the same for all. What they differ in is valued by other counts, which chose nothing.
 *
 * @param heldOut counts of another period, or of other devices
 */
export function contextGain(chosenOn: CellCounts, heldOut: CellCounts, worth: Worth): ContextGain {
  const forAll = worthOf(together(chosenOn), worth).mean > 0;
  const shows = chosenOn.map((cell) => worthOf(cell, worth).mean > 0) as [boolean, boolean];
  const total = devicesOf(heldOut[0]) + devicesOf(heldOut[1]);
  let [gain, variance] = [0, 0];
  heldOut.forEach((cell, i) => {
    if (shows[i] === forAll) return;
    const share = devicesOf(cell) / total;
    const { mean, spread } = worthOf(cell, worth);
    gain += share * mean * (shows[i] ? 1 : -1);
    variance += (share * spread) ** 2;
  });
  const reach = Z * Math.sqrt(variance);
  return { gain, interval: [gain - reach, gain + reach], isSignificant: gain > reach, shows };
}
