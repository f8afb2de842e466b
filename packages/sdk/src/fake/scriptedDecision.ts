import type { InterventionDecision, InterventionRules } from '@aisle/decisions';
import type { DecideAnswer, DecideRequest } from '@aisle/worker';
import type { FakeAnswers } from './answers.js';

/** Unless the intervention has its own. */
const RULES: InterventionRules = {
  caps: { perSession: 1, perWeek: 3 },
  dismissalDays: 30,
  cooldownHours: 0,
  secondsOnSite: 0,
};

/** The scripted decision, unless the shopper has muted or closed the intervention. The fake's history is one session. */
export function scriptedDecision(
  { intervention, reason, probability = 1, why = [] }: NonNullable<FakeAnswers['decision']>,
  { placement, dismissals, muted }: DecideRequest,
): DecideAnswer {
  const nothing = (refused: InterventionDecision['reason']): DecideAnswer => ({
    decision: { act: false, reason: refused, probability, why },
    sessionStartMs: 0,
  });
  if (!intervention) return nothing(reason ?? 'not-confident');
  const { id, placements, rules } = intervention;
  if (!placements.includes(placement)) return nothing('not-eligible');
  if (muted === 'all' || muted.includes(id) || dismissals.some((one) => one.id === id)) return nothing('dismissed');
  return {
    decision: { act: true, intervention, reason: reason ?? 'chosen', probability, why },
    rules: { ...RULES, ...rules },
    sessionStartMs: 0,
  };
}
