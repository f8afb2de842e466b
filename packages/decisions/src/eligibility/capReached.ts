import type { InterventionRules } from '../declaration/declaration.js';
import type { Situation } from './situation.js';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** The limit that leaves no place for one more exposure of any intervention; undefined if there is place. */
export function capReached(
  { caps, cooldownHours }: Pick<InterventionRules, 'caps' | 'cooldownHours'>,
  { exposures, nowMs, sessionStartMs }: Pick<Situation, 'exposures' | 'nowMs' | 'sessionStartMs'>,
): 'perSession' | 'perWeek' | 'cooldownHours' | undefined {
  const since = (ms: number) => exposures.filter(({ timestampMs }) => timestampMs >= ms).length;
  if (since(sessionStartMs) >= caps.perSession) return 'perSession';
  if (exposures.filter(({ timestampMs }) => timestampMs > nowMs - WEEK_MS).length >= caps.perWeek) return 'perWeek';
  return exposures.some(({ timestampMs }) => timestampMs > nowMs - HOUR_MS * cooldownHours)
    ? 'cooldownHours'
    : undefined;
}
