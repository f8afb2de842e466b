import type { Declaration, Intervention } from '../declaration/declaration.js';
import { exposureRefused, exposureRules } from './exposureRules.js';
import { isHeldOut } from './isHeldOut.js';
import { isWithinBudget } from './isWithinBudget.js';
import type { Situation } from './situation.js';
import { unmetCondition } from './unmetCondition.js';

const HOUR_MS = 3_600_000;

/** Why an intervention may not be shown, in the order of precedence. */
export const INELIGIBLE_REASONS = ['automated', 'not-eligible', 'holdout', 'dismissed', 'capped', 'budget'] as const;
export type IneligibleReason = (typeof INELIGIBLE_REASONS)[number];

/** A reason, and the rule that gave it: `minCartValue`, for example. */
export interface Ineligibility {
  readonly reason: IneligibleReason;
  readonly rule: string;
}

/**
 * Undefined if the rules allow the intervention. Devices in the holdout pass the conditions, so that both groups
 * contain the same kind of device. Caps count all interventions of the device; the intervention's own rules may
 * be stricter or looser than the defaults.
 */
export function eligibility(
  intervention: Intervention,
  { defaults, holdout }: Pick<Declaration, 'defaults' | 'holdout'>,
  situation: Situation,
): Ineligibility | undefined {
  const { id, conditions = {} } = intervention;
  const rules = exposureRules({ defaults }, intervention);
  const { dismissalDays, secondsOnSite } = rules;
  const { nowMs, sessionStartMs, deviceId, dismissals, muted } = situation;
  if (situation.automated) return { reason: 'automated', rule: 'automated' };
  const unmet = unmetCondition(conditions, situation);
  if (unmet) return { reason: 'not-eligible', rule: unmet };
  if (nowMs - sessionStartMs < 1000 * secondsOnSite) return { reason: 'not-eligible', rule: 'secondsOnSite' };
  if (isHeldOut(holdout, deviceId) || isHeldOut(holdout, deviceId, id)) return { reason: 'holdout', rule: 'holdout' };
  if (muted === 'all' || muted.includes(id)) return { reason: 'dismissed', rule: 'muted' };
  const dismissedSinceMs = nowMs - 24 * HOUR_MS * dismissalDays;
  if (dismissals.some((one) => one.id === id && one.timestampMs > dismissedSinceMs))
    return { reason: 'dismissed', rule: 'dismissalDays' };
  const refused = exposureRefused(rules, situation);
  if (refused) return { reason: refused === 'excludes' ? 'not-eligible' : 'capped', rule: refused };
  if (!isWithinBudget(intervention, deviceId, nowMs)) return { reason: 'budget', rule: 'budget' };
  return undefined;
}
