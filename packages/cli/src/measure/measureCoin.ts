import type { CoinSide } from '@aisle/decisions';
import type { DeviceOutcome, TestPeriod } from './deviceOutcomes.js';
import { isHarmful } from './harmTest.js';
import { type GroupSums, meanDifference } from './meanDifference.js';
import { type SampleRatio, sampleRatio } from './sampleRatio.js';
import { type Difference, type GroupShare, shareDifference } from './shareDifference.js';
import { smallestEffect } from './smallestEffect.js';

const DAY_MS = 86_400_000;

/** A coin that one group of devices has against the other. `all` is that of the group that sees no intervention. */
export interface CoinMeasurement {
  readonly coin: string;
  readonly treated: GroupShare;
  readonly holdout: GroupShare;
  readonly ratio: SampleRatio;
  /** Devices that changed their group, because they erased their history. */
  readonly changed: number;
  /** The day of the alarm of harm, 1-based. Absent without one, or if the sizes of the groups do not match. */
  readonly harmOnDay?: number;
  /** Absent until the horizon is over, and if the sizes of the groups do not match. */
  readonly result?: {
    readonly conversion: Difference;
    readonly valuePerDevice: Difference;
    /** A difference of shares. */
    readonly smallestEffect: number;
  };
}

const sharesOf = (devices: readonly DeviceOutcome[], untilMs: number): GroupShare => ({
  devices: devices.filter(({ firstSeenMs }) => firstSeenMs < untilMs).length,
  successes: devices.filter(({ firstOrderMs }) => firstOrderMs !== undefined && firstOrderMs < untilMs).length,
});

const sumsOf = (devices: readonly DeviceOutcome[]): GroupSums => ({
  devices: devices.length,
  sum: devices.reduce((sum, { value }) => sum + value, 0),
  sumOfSquares: devices.reduce((sum, { value }) => sum + value ** 2, 0),
});

/**
 * Measures one coin by intention to treat: all devices of a group count, whether they saw anything. Devices that see no
 * intervention at all are left out, unless the coin is theirs.
 *
 * @param holdoutShare 0 to 1, exclusive
 * @param nowMs decides whether the horizon is over
 */
export function measureCoin(
  coin: string,
  outcomes: readonly DeviceOutcome[],
  holdoutShare: number,
  { fromMs, untilMs }: TestPeriod,
  nowMs: number,
): CoinMeasurement {
  const included = outcomes.filter(({ coins }) => coin === 'all' || coins.all !== 'holdout');
  const groupOf = (side: CoinSide) => included.filter(({ coins }) => coins[coin] === side);
  const [treatedDevices, holdoutDevices] = [groupOf('treated'), groupOf('holdout')];
  const [treated, holdout] = [sharesOf(treatedDevices, untilMs), sharesOf(holdoutDevices, untilMs)];
  const ratio = sampleRatio(treated.devices, holdout.devices, holdoutShare);
  const changed = [...treatedDevices, ...holdoutDevices].filter(({ hasOtherCoins }) => hasOtherCoins).length;
  const common = { coin, treated, holdout, ratio, changed };
  if (!ratio.matches || treated.devices === 0 || holdout.devices === 0) return common;
  const days = Math.ceil((Math.min(untilMs, nowMs) - fromMs) / DAY_MS);
  const looks = Array.from({ length: Math.max(0, days) }, (_, day) => fromMs + (day + 1) * DAY_MS);
  const alarm = looks.findIndex((endMs) => isHarmful(sharesOf(treatedDevices, endMs), sharesOf(holdoutDevices, endMs)));
  return {
    ...common,
    ...(alarm !== -1 && { harmOnDay: alarm + 1 }),
    ...(nowMs >= untilMs && {
      result: {
        conversion: shareDifference(treated, holdout),
        valuePerDevice: meanDifference(sumsOf(treatedDevices), sumsOf(holdoutDevices)),
        smallestEffect: smallestEffect(holdout.successes / holdout.devices, treated.devices, holdout.devices),
      },
    }),
  };
}
