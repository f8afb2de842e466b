import type { Declaration, Intervention } from '../declaration/declaration.js';
import { eligibility, INELIGIBLE_REASONS, type IneligibleReason } from './eligibility.js';
import type { Situation } from './situation.js';

/** What is known of the effect of one intervention in this situation. */
export interface UpliftEstimate {
  /** Lower bound of the added probability of the goal: -1 to 1. */
  readonly lower: number;
  /** Exposures that the estimate rests on. */
  readonly exposures: number;
}

/** The policy of a release, as a decision uses it. */
export interface DecisionPolicy {
  /** An estimate that rests on fewer exposures is not used. */
  readonly minimumExposures: number;
  /** Undefined if the policy does not know the intervention. */
  estimate(interventionId: string, situation: Situation): UpliftEstimate | undefined;
  /** The probability of each candidate, which sum to 1. @param scores expected net values, above 0 */
  probabilities(scores: readonly number[]): readonly number[];
}

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
  /** The probability of this choice among those that were worth their cost; 1 if nothing was random. */
  readonly probability: number;
  /** One entry for each intervention of the placement. */
  readonly why: readonly DecisionWhy[];
}

/** The order of the checks. A decision that does not act gives the reason of the intervention that came furthest. */
const CHECKS: readonly DecisionReason[] = [...INELIGIBLE_REASONS, 'not-confident', 'not-worth-its-cost'];

/**
 * Decides for a placement. Acts only if the lower bound of uplift · value − cost is above 0, on enough exposures.
 * Without a policy it never acts.
 *
 * @param random 0 to below 1: draws among several candidates
 */
export function decideIntervention({
  declaration,
  policy,
  placement,
  situation,
  random,
}: {
  readonly declaration: Declaration;
  readonly policy: DecisionPolicy | undefined;
  readonly placement: string;
  readonly situation: Situation;
  readonly random: number;
}): InterventionDecision {
  const why: DecisionWhy[] = [];
  const candidates: { readonly intervention: Intervention; readonly score: number }[] = [];
  for (const intervention of declaration.interventions) {
    const { id: name, placements, value, cost } = intervention;
    if (!placements.includes(placement)) continue;
    const refused = eligibility(intervention, declaration, situation);
    if (refused) {
      why.push({ intervention: name, ...refused });
      continue;
    }
    const estimate = policy?.estimate(name, situation);
    if (!estimate || estimate.exposures < policy!.minimumExposures) {
      const exposures = estimate?.exposures ?? 0;
      why.push({ intervention: name, reason: 'not-confident', rule: 'minimumExposures', value: exposures });
      continue;
    }
    const score = estimate.lower * value - cost;
    if (score > 0) candidates.push({ intervention, score });
    else why.push({ intervention: name, reason: 'not-worth-its-cost', rule: 'netValue', value: score });
  }
  if (candidates.length === 0) return { act: false, reason: furthest(why), probability: 1, why };
  const scores = candidates.map(({ score }) => score);
  const probabilities = policy!.probabilities(scores);
  const drawn = indexOf(probabilities, random);
  const best = scores.indexOf(Math.max(...scores));
  const { intervention, score } = candidates[drawn]!;
  const reason = drawn === best ? 'chosen' : 'explored';
  why.push({ intervention: intervention.id, reason, rule: 'netValue', value: score });
  return { act: true, intervention, reason, probability: probabilities[drawn]!, why };
}

function furthest(why: readonly DecisionWhy[]): DecisionReason {
  const last = Math.max(...why.map(({ reason }) => CHECKS.indexOf(reason)));
  return CHECKS[last] ?? 'not-eligible';
}

/** The index that a random number from 0 to below 1 falls on. Rounding may leave the sum below 1. */
function indexOf(probabilities: readonly number[], random: number): number {
  let sum = 0;
  const found = probabilities.findIndex((probability) => random < (sum += probability));
  return found < 0 ? probabilities.length - 1 : found;
}
