import type { PredictedDecision } from '../../../packages/cli/src/offPolicy/doublyRobust.js';
import { fitLogistic } from '../../../packages/model/src/train/fitLogistic.js';
import { ARMS, type Customer, FLAGS, visitShare } from './customers.js';

/** The arm that a customer receives. */
export type ArmPolicy = (customer: Customer) => number;
/** The probability of a visit after each arm, [ARMS]. */
export type VisitModel = (customer: Customer) => readonly number[];

const PENALTY = 10;
const arms = ARMS.map((_, arm) => arm);
const bestOf = (values: readonly number[]) => values.indexOf(Math.max(...values));

/** A logistic regression for each arm that somebody received. */
export function fitVisits(training: readonly Customer[]): VisitModel {
  const fits = arms.map((arm) => {
    const received = training.filter((customer) => customer.arm === arm);
    return fitLogistic(
      received.map(({ columns }) => columns),
      received.map(({ visited }) => visited),
      PENALTY,
    );
  });
  return ({ columns }) =>
    fits.map(({ weights, bias }) => 1 / (1 + Math.exp(-weights.reduce((sum, w, c) => sum + w * columns[c]!, bias))));
}

/** The same arm for everybody: the one with the largest share of visits. */
export function bestArm(training: readonly Customer[]): ArmPolicy {
  const best = bestOf(arms.map((arm) => visitShare(training, arm)));
  return () => best;
}

/** Customers with equal values of these flags receive the arm with the largest share of visits among them. */
function byFlags(training: readonly Customer[], chosen: readonly number[]) {
  const cellOf = ({ flags }: Customer) => chosen.reduce((cell, flag) => 2 * cell + flags[flag]!, 0);
  const cells = Array.from({ length: 2 ** chosen.length }, (_, cell) => {
    const customers = training.filter((customer) => cellOf(customer) === cell);
    const shares = arms.map((arm) => visitShare(customers, arm));
    return { best: bestOf(shares), visits: customers.length && customers.length * Math.max(...shares) };
  });
  const policy: ArmPolicy = (customer) => cells[cellOf(customer)]!.best;
  return { policy, visits: cells.reduce((sum, { visits }) => sum + visits, 0) };
}

const bestFlags = (training: readonly Customer[], candidates: readonly (readonly number[])[]) =>
  candidates.map((chosen) => byFlags(training, chosen)).reduce((a, b) => (b.visits > a.visits ? b : a)).policy;

/** The flag with most visits if customers with and without it may receive different arms. */
export const bestFlag = (training: readonly Customer[]): ArmPolicy =>
  bestFlags(
    training,
    FLAGS.map((_, flag) => [flag]),
  );

/** The same with two flags. */
export const bestTwoFlags = (training: readonly Customer[]): ArmPolicy =>
  bestFlags(
    training,
    FLAGS.flatMap((_, one) => FLAGS.slice(one + 1).map((_, other) => [one, one + 1 + other])),
  );

/** Each customer receives the arm for which the model predicts most visits. */
export const byModel =
  (model: VisitModel): ArmPolicy =>
  (customer) =>
    bestOf(model(customer));

/** What the policy would have decided for a customer, for the doubly robust estimator. */
export function asDecision(customer: Customer, policy: ArmPolicy, model: VisitModel): PredictedDecision {
  const [predicted, arm] = [model(customer), policy(customer)];
  return {
    reward: customer.visited,
    loggedProbability: 1 / ARMS.length,
    targetProbability: Number(arm === customer.arm),
    predictedReward: predicted[customer.arm]!,
    expectedReward: predicted[arm]!,
  };
}
