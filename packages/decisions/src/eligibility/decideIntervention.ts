import type { Random } from '@aisle/core';
import type { Declaration, Intervention } from '../declaration/declaration.js';
import { chooseIntervention } from '../policy/chooseIntervention.js';
import type { ContextFeature, Policy } from '../policy/policy.js';
import { eligibility, INELIGIBLE_REASONS, type IneligibleReason } from './eligibility.js';
import type { Situation } from './situation.js';

/** Why a decision acts or does not. The worker and the window add `no-consent`, `cold-start` and `timeout`. */
export type DecisionReason = 'chosen' | 'explored' | 'not-confident' | 'not-worth-its-cost' | IneligibleReason;

/** Why one intervention came no further. `value` is the amount that failed, where there is one. */
export interface DecisionWhy {
  readonly intervention: string;
  readonly reason: DecisionReason;
  readonly rule: string;
  readonly value?: number;
}

export interface InterventionDecision {
  readonly act: boolean;
  readonly intervention?: Intervention;
  readonly reason: DecisionReason;
  /** The exact probability of this outcome by the policy; 1 if nothing was random. */
  readonly probability: number;
  /** One entry for each intervention of the placement. */
  readonly why: readonly DecisionWhy[];
}

/** The order of the checks. A decision that does not act gives the reason of the intervention that came furthest. */
const CHECKS: readonly DecisionReason[] = [...INELIGIBLE_REASONS, 'not-confident', 'not-worth-its-cost'];

/**
 * Decides for a placement. An intervention is chosen only if the lower bound of uplift · value − cost is above 0, on
 * enough exposures. The policy's share of exploration also shows others, and shows nothing. Without a policy, nothing is
 * shown.
 *
 * @param random draws once, if an intervention is eligible
 */
export function decideIntervention({
  declaration,
  policy,
  placement,
  situation,
  random,
}: {
  readonly declaration: Declaration;
  readonly policy: Policy | undefined;
  readonly placement: string;
  readonly situation: Situation;
  readonly random: Random;
}): InterventionDecision {
  const why: DecisionWhy[] = [];
  const candidates: Intervention[] = [];
  for (const intervention of declaration.interventions) {
    const { id: name, placements } = intervention;
    if (!placements.includes(placement)) continue;
    const refused = eligibility(intervention, declaration, situation);
    const isKnown = policy && Object.hasOwn(policy.interventions, name);
    if (refused) why.push({ intervention: name, ...refused });
    else if (isKnown) candidates.push(intervention);
    else why.push({ intervention: name, reason: 'not-confident', rule: 'policy' });
  }
  if (!policy || candidates.length === 0) return { act: false, reason: furthest(why), probability: 1, why };
  const { drawn, probability, explored, refusals, uplift } = chooseIntervention(
    policy,
    candidates,
    featuresOf(situation),
    random,
  );
  const facts = [...why, ...refusals];
  const intervention = candidates.find(({ id }) => id === drawn);
  if (!intervention) return { act: false, reason: explored ? 'explored' : furthest(facts), probability, why: facts };
  const reason = explored ? 'explored' : 'chosen';
  const fact: DecisionWhy = { intervention: intervention.id, reason, rule: 'uplift', value: uplift };
  return {
    act: true,
    intervention,
    reason,
    probability,
    why: [...facts.filter((one) => one.intervention !== drawn), fact],
  };
}

/** The features that a policy's context may use. */
const featuresOf = ({
  cart,
  orders,
  daysAway,
  purchaseProbability,
}: Situation): Readonly<Record<ContextFeature | 'purchaseProbability', number>> => ({
  hasCart: Number(cart.items > 0),
  hasOrdered: Number(orders > 0),
  isReturning: Number(daysAway !== undefined),
  purchaseProbability: purchaseProbability ?? 0,
});

function furthest(why: readonly DecisionWhy[]): DecisionReason {
  const last = Math.max(...why.map(({ reason }) => CHECKS.indexOf(reason)));
  return CHECKS[last] ?? 'not-eligible';
}
