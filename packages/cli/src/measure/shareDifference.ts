import { type Interval, shareInterval } from '../evaluation/shareInterval.js';

/** Devices of a group, and how many of them ordered. */
export interface GroupShare {
  readonly devices: number;
  readonly successes: number;
}

export interface Difference {
  readonly difference: number;
  /** 95 %. */
  readonly interval: Interval;
}

/**
 * The difference of two shares with its 95 % interval from both of Wilson's intervals: method 10 of Newcombe 1998,
 * https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
 */
export function shareDifference(treated: GroupShare, holdout: GroupShare): Difference {
  const [first, second] = [treated, holdout].map(({ devices, successes }) => {
    const share = devices === 0 ? 0 : successes / devices;
    return { share, interval: shareInterval(share, devices) };
  }) as [{ share: number; interval: Interval }, { share: number; interval: Interval }];
  const difference = first.share - second.share;
  return {
    difference,
    interval: [
      difference - Math.hypot(first.share - first.interval[0], second.interval[1] - second.share),
      difference + Math.hypot(first.interval[1] - first.share, second.share - second.interval[0]),
    ],
  };
}
