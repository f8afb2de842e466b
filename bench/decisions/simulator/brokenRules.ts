import type { InterventionMoment, InterventionRules } from '@aisle/decisions';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
const SESSION_PAUSE_MS = 30 * 60_000;

/**
 * How many exposures of a device broke a cap or the cooldown. It counts windows, not as the product does: backwards from
 * each exposure over the sorted times.
 *
 * @param exposures oldest first
 */
export function brokenRules(
  exposures: readonly InterventionMoment[],
  { caps, cooldownHours }: Pick<InterventionRules, 'caps' | 'cooldownHours'>,
): number {
  let inSession = 0;
  return exposures.filter(({ timestampMs }, i) => {
    const gapMs = timestampMs - (exposures[i - 1]?.timestampMs ?? Number.NEGATIVE_INFINITY);
    inSession = gapMs > SESSION_PAUSE_MS ? 1 : inSession + 1;
    const oneTooOld = exposures[i - caps.perWeek]?.timestampMs ?? Number.NEGATIVE_INFINITY;
    const isOverWeek = timestampMs - oneTooOld < WEEK_MS;
    return inSession > caps.perSession || isOverWeek || gapMs < cooldownHours * HOUR_MS;
  }).length;
}
