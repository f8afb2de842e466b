import { ACT_TYPES, actsOf } from './actsOf.js';
import type { EvidenceEvent } from './automationEvidence.js';
import type { RiskSignal } from './riskSignal.js';
import { strengthAt } from './strengthAt.js';

/** Of 720 sessions with 8 gaps, the most regular one has a variation of .152. With 6 gaps, chance reaches .073. */
const GAPS = 8;
const VARIATION_LIMIT = 0.15;

/** Standard deviation over mean of the latest gaps. Undefined with too few. */
function variationOf(timesMs: readonly number[]): number | undefined {
  const latest = timesMs.slice(-GAPS - 1);
  if (latest.length <= GAPS) return undefined;
  const mean = (latest[GAPS]! - latest[0]!) / GAPS;
  let squares = 0;
  for (let i = 0; i < GAPS; i++) squares += (latest[i + 1]! - latest[i]! - mean) ** 2;
  return Math.sqrt(squares / GAPS) / mean;
}

/**
 * The coefficient of variation of the latest 8 gaps between acts of one type, of the most regular type. 0 for a clock, about
 * 1 for people. The limit was chosen on the first half, by time, of yoochoose-100k.
 *
 * @param events oldest first
 * @returns undefined if no type has 9 acts
 */
export function regularIntervals(events: readonly EvidenceEvent[]): RiskSignal | undefined {
  const variations = ACT_TYPES.flatMap((type) => variationOf(actsOf(events, [type])) ?? []);
  if (variations.length === 0) return undefined;
  const value = Math.min(...variations);
  return { name: 'regular-intervals', value, limit: VARIATION_LIMIT, strength: strengthAt(VARIATION_LIMIT / value) };
}
