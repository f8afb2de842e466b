import type { AutomationEvidence } from './automationEvidence.js';
import { catalogueSweep } from './catalogueSweep.js';
import { couponTries } from './couponTries.js';
import { missingInput } from './missingInput.js';
import { regularIntervals } from './regularIntervals.js';
import type { RiskSignal } from './riskSignal.js';

export interface AutomationScore {
  /** 0 to 1. Not a probability. */
  readonly score: number;
  /** Whether the score is at least one half. */
  readonly flagged: boolean;
  /** Those that could be measured. */
  readonly signals: readonly RiskSignal[];
  /** How many events were examined. With 0, nothing could be read. */
  readonly events: number;
}

const RECENT_MS = 24 * 3_600_000;
const FLAGGED_FROM = 0.5;

/**
 * Scores how much the last 24 hours look like visits of a program: 1 - Π (1 - strength) over these signals.
 *
 * - `recorder`: 1 if the recorder has detected a program, with strength 1
 * - `regular-intervals`: coefficient of variation of the gaps between acts
 * - `catalogue-sweep`: number of items viewed without a return
 * - `coupon-tries`: number of different codes
 * - `no-input`: number of acts without any input
 */
export function automationScore({
  events,
  nowMs,
  input,
  couponTries: tries = [],
  isDetected = false,
}: AutomationEvidence): AutomationScore {
  const recent = <T extends { readonly timestampMs: number }>(all: readonly T[]) =>
    all.filter(({ timestampMs }) => nowMs - timestampMs < RECENT_MS).sort((a, b) => a.timestampMs - b.timestampMs);
  const recentEvents = recent(events);
  const recorder = { name: 'recorder', value: Number(isDetected), limit: 1, strength: Number(isDetected) } as const;
  const signals: readonly RiskSignal[] = [
    recorder,
    regularIntervals(recentEvents) ?? [],
    catalogueSweep(recentEvents),
    couponTries(recent(tries)) ?? [],
    input ? missingInput(recentEvents, input) : [],
  ].flat();
  const score = 1 - signals.reduce((product, { strength }) => product * (1 - strength), 1);
  return { score, flagged: score >= FLAGGED_FROM, signals, events: recentEvents.length };
}
