import { actsOf } from './actsOf.js';
import type { EvidenceEvent, PageInput } from './automationEvidence.js';
import type { RiskSignal } from './riskSignal.js';

/** A page can report a few acts by itself: the item that it shows, a cart that it restores. */
const ACT_LIMIT = 4;
/** Assistive technology can act without events of input, so this must stay below the score of a flag. */
const STRENGTH = 0.3;

/**
 * How many acts the page has seen without any input. Never enough alone; with it, other signals need four fifths of their
 * limits.
 *
 * @param events oldest first
 */
export function missingInput(events: readonly EvidenceEvent[], { sinceMs, counts }: PageInput): RiskSignal {
  const hasInput = Object.values(counts).some((count) => count > 0);
  const value = hasInput ? 0 : actsOf(events.filter(({ timestampMs }) => timestampMs >= sinceMs)).length;
  return { name: 'no-input', value, limit: ACT_LIMIT, strength: value >= ACT_LIMIT ? STRENGTH : 0 };
}
