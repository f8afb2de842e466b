import type { PredictedDecision } from '../../../packages/cli/src/offPolicy/doublyRobust.js';
import { type ArmPolicy, asDecision, fitVisits, type VisitModel } from './armPolicy.js';
import { type Customer, foldsOf } from './customers.js';

/**
 * What policies would have decided for every customer. Each customer's policy and predictions come from the other folds,
 * so that no outcome evaluates what it helped to choose.
 *
 * @param choose policies from the training customers of a fold, by name
 * @returns by name, [customers] in the order of the folds
 */
export function crossFit<Name extends string>(
  customers: readonly Customer[],
  { seed, folds }: { readonly seed: number; readonly folds: number },
  choose: (training: readonly Customer[], model: VisitModel) => Readonly<Record<Name, ArmPolicy>>,
): Readonly<Record<Name, readonly PredictedDecision[]>> {
  const decisions: Partial<Record<Name, PredictedDecision[]>> = {};
  for (const { training, test } of foldsOf(customers, seed, folds)) {
    const model = fitVisits(training);
    for (const [name, policy] of Object.entries(choose(training, model)) as [Name, ArmPolicy][]) {
      decisions[name] ??= [];
      for (const customer of test) decisions[name].push(asDecision(customer, policy, model));
    }
  }
  return decisions as Record<Name, PredictedDecision[]>;
}
