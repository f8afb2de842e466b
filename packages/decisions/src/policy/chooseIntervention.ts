import type { Random } from '@aisle/core';
import type { InterventionPolicy, Policy } from './policy.js';

/** An intervention that may be shown now. */
export interface Candidate {
  readonly id: string;
  /** Cost and value of one success, in one currency. */
  readonly cost: number;
  readonly value: number;
}

export interface Choice {
  /** The id of the intervention. Absent: show nothing. */
  readonly drawn?: string;
  /** The exact probability with which this action was drawn, above 0. */
  readonly probability: number;
  /** Whether the action was drawn to learn, not for its gain. */
  readonly explored: boolean;
  /** The action with the highest gain of those that are confident. Absent: nothing. */
  readonly best?: string;
  /** Expected additional successes for one exposure of `drawn`. 0 for nothing. */
  readonly uplift: number;
  /** The interventions that could not be chosen for their gain, and the amount that failed. */
  readonly refusals: readonly Refusal[];
}

interface Refusal {
  readonly intervention: string;
  readonly reason: 'not-confident' | 'not-worth-its-cost';
  readonly rule: 'minExposures' | 'netValue';
  readonly value: number;
}

interface Action {
  readonly id?: string;
  readonly uplift: number;
  /** Share of the largest value. */
  readonly gain: number;
  readonly refusal?: Refusal;
}

const NOTHING: Action = { uplift: 0, gain: 0 };

function upliftOf({ shown, base, context = {} }: InterventionPolicy, features: Readonly<Record<string, number>>) {
  const terms = Object.entries(context).map(([name, coefficient]) => coefficient * (features[name] ?? 0));
  return terms.reduce((sum, term) => sum + term, shown.mean - base.mean);
}

function refusalOf(
  intervention: string,
  exposures: number,
  netValue: number,
  minExposures: number,
): Refusal | undefined {
  if (exposures < minExposures)
    return { intervention, reason: 'not-confident', rule: 'minExposures', value: exposures };
  return netValue > 0 ? undefined : { intervention, reason: 'not-worth-its-cost', rule: 'netValue', value: netValue };
}

/** The actions, nothing first. An intervention that the policy does not know is left out. */
function actionsOf(policy: Policy, candidates: readonly Candidate[], features: Readonly<Record<string, number>>) {
  const scale = Math.max(...candidates.map(({ value, cost }) => Math.max(value, cost)), Number.MIN_VALUE);
  const actions = candidates.flatMap(({ id, cost, value }): Action[] => {
    const known = Object.hasOwn(policy.interventions, id) ? policy.interventions[id] : undefined;
    if (!known) return [];
    const uplift = upliftOf(known, features);
    const low = uplift - policy.boundDeviations * Math.hypot(known.shown.spread, known.base.spread);
    const netValue = (successes: number) => successes * value - cost;
    const refusal = refusalOf(id, known.exposures, netValue(low), policy.minExposures);
    // An action that is not confident is explored as its lower bound deserves.
    const gain = netValue(refusal ? low : uplift) / scale;
    return [{ id, uplift, gain, ...(refusal && { refusal }) }];
  });
  return [NOTHING, ...actions];
}

/**
 * The probability of each action by inverse-gap weighting: 1 / (K + γ · (gain of the best − gain)) for all but the best,
 * K actions (Foster and Rakhlin 2020, https://arxiv.org/abs/2002.04926). Together, the others get at most `exploration`,
 * and each intervention at least `floor`. The best gets the rest. If nothing is best, it gets the rest.
 *
 * @returns [actions], sum 1
 */
function probabilitiesOf({ gamma, exploration, floor }: Policy, actions: readonly Action[], best: Action): number[] {
  const weights = actions.map((action) =>
    action === best ? 0 : 1 / (actions.length + gamma * Math.max(0, best.gain - action.gain)),
  );
  const scale = Math.min(1, exploration / weights.reduce((sum, weight) => sum + weight, 0));
  const explored = actions.map((action, i) =>
    action === best ? 0 : Math.max(weights[i]! * scale, action === NOTHING ? 0 : floor),
  );
  const rest = 1 - explored.reduce((sum, share) => sum + share, 0);
  return actions.map((action, i) => (action === best ? rest : explored[i]!));
}

/**
 * Chooses one of the candidates, or nothing. An intervention is chosen for its gain only if enough exposures support it
 * and the lower bound of (uplift · value − cost) is above 0.
 *
 * @param features by name, for `InterventionPolicy.context`
 * @param random draws once
 */
export function chooseIntervention(
  policy: Policy,
  candidates: readonly Candidate[],
  features: Readonly<Record<string, number>>,
  random: Random,
): Choice {
  const actions = actionsOf(policy, candidates, features);
  const best = actions.filter(({ refusal }) => !refusal).reduce((a, b) => (b.gain > a.gain ? b : a));
  const probabilities = probabilitiesOf(policy, actions, best);
  let left = random();
  let index = actions.findIndex((_, i) => (left -= probabilities[i]!) < 0);
  // Rounding can leave a remainder after the last action.
  if (index < 0) index = actions.indexOf(best);
  const { id, uplift } = actions[index]!;
  return {
    ...(id !== undefined && { drawn: id }),
    probability: probabilities[index]!,
    explored: actions[index] !== best,
    ...(best.id !== undefined && { best: best.id }),
    uplift,
    refusals: actions.flatMap(({ refusal }) => (refusal ? [refusal] : [])),
  };
}
