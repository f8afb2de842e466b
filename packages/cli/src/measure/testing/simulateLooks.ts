import { normal, type Random } from '@aisle/core';
import { isHarmful, mixtureRatio } from '../harmTest.js';
import type { GroupShare } from '../shareDifference.js';

export interface SimulatedTest {
  /** Devices of each group that come on each day. */
  readonly devicesPerDay: number;
  readonly days: number;
  /** Shares of devices that order. */
  readonly treated: number;
  readonly holdout: number;
}

/** What one simulated test says. */
export interface Looks {
  /** A test at 5 % finds a difference on the last day. */
  readonly atTheEnd: boolean;
  /** It finds one on some day. */
  readonly onSomeDay: boolean;
  /** The test that is always valid raises the alarm of harm on some day. */
  readonly harm: boolean;
  /** Its ratio exceeds the limit in either direction on some day. */
  readonly eitherDirection: boolean;
}

/** A binomial sample by its normal approximation, for counts in the hundreds. */
const sample = (random: Random, devices: number, share: number) =>
  Math.max(0, Math.round(devices * share + Math.sqrt(devices * share * (1 - share)) * normal(random)));

function isDifferent(a: GroupShare, b: GroupShare): boolean {
  const pooled = (a.successes + b.successes) / (a.devices + b.devices);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / a.devices + 1 / b.devices));
  return Math.abs(a.successes / a.devices - b.successes / b.devices) > 1.959964 * error;
}

/** Simulates a test that somebody looks at every day. */
export function simulateLooks({ devicesPerDay, days, treated, holdout }: SimulatedTest, random: Random): Looks {
  let [first, second] = [
    { devices: 0, successes: 0 },
    { devices: 0, successes: 0 },
  ];
  let [atTheEnd, onSomeDay, harm, eitherDirection] = [false, false, false, false];
  const add = ({ devices, successes }: GroupShare, share: number) => ({
    devices: devices + devicesPerDay,
    successes: successes + sample(random, devicesPerDay, share),
  });
  for (let day = 0; day < days; day++) {
    first = add(first, treated);
    second = add(second, holdout);
    atTheEnd = isDifferent(first, second);
    onSomeDay ||= atTheEnd;
    harm ||= isHarmful(first, second);
    eitherDirection ||= mixtureRatio(first, second) >= 20;
  }
  return { atTheEnd, onSomeDay, harm, eitherDirection };
}
