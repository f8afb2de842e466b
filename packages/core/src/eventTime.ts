/** The times that an event may have, in milliseconds since 1970. */
export interface TimeLimits {
  readonly earliestMs: number;
  readonly latestMs: number;
}

/** 2000-01-01. Seconds since 1970 are below it until the year 31,968. */
const YEAR_2000_MS = 946_684_800_000;
/** A server's clock and the device's clock differ by hours if one of them has the wrong time zone. */
const MAX_AHEAD_MS = 86_400_000;
/** The times of a Date: https://tc39.es/ecma262/#sec-time-values-and-time-range. */
export const ANY_TIME: TimeLimits = { earliestMs: 0, latestMs: 8.64e15 };

/**
 * The times that a page may report. An earlier one would be deleted at once, a later one would stay for ever.
 *
 * @param maxAgeMs the retention
 */
export const timeLimits = (nowMs: number, maxAgeMs: number): TimeLimits => ({
  // biome-ignore lint/complexity/useMathMinMax: a page may have replaced Math.max.
  earliestMs: nowMs - maxAgeMs > YEAR_2000_MS ? nowMs - maxAgeMs : YEAR_2000_MS,
  latestMs: nowMs + MAX_AHEAD_MS,
});

/** The unit in which a refused time would be accepted, as the end of a message. '' if there is none. */
export function unitHint(time: number, { earliestMs, latestMs }: TimeLimits): string {
  const isAccepted = (timeMs: number) => timeMs >= earliestMs && timeMs <= latestMs;
  if (isAccepted(time * 1000)) return ', which looks like seconds';
  return isAccepted(time / 1000) ? ', which looks like microseconds' : '';
}
