import { type Random, seededRandom } from '@aisle/core';
import { encodeBucket, estimateBuckets, REPORT_BUCKETS } from '@aisle/decisions';
import { doublyRobust } from '../../../packages/cli/src/offPolicy/doublyRobust.js';
import { type ArmPolicy, asDecision, fitVisits } from '../hillstrom/armPolicy.js';
import { crossFit } from '../hillstrom/crossFit.js';
import { ARMS, type Customer, FLAGS, HILLSTROM, readCustomers } from '../hillstrom/customers.js';
import type { DecisionPart, DecisionRow } from '../row.js';

const COMMAND = 'npx -y pnpm@12 bench decisions --part noised-reports';
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const FOLDS = 5;
const LOCAL_EPSILON = 4;
const CENTRAL_EPSILON = 1;
/** The release fixes the flag, and reports decide the e-mail of each side. */
const MENS = FLAGS.indexOf('mens');

/** Scores each side of the flag by the visits of customers who received one arm: [without the flag, with it]. */
type Score = (received: readonly Customer[], random: Random) => readonly number[];
/** A count, with noise or without. */
type Noise = (count: number, random: Random) => number;

const exact: Noise = (count) => count;
/** Laplace noise of scale 1 / ε: one device changes one count by one (Dwork, McSherry, Nissim and Smith 2006). */
const central: Noise = (count, random) => {
  const u = random() - 0.5;
  return count - (Math.sign(u) * Math.log(1 - 2 * Math.abs(u))) / CENTRAL_EPSILON;
};

const countOf = (received: readonly Customer[], side: number, visited: number) =>
  received.filter((customer) => customer.flags[MENS] === side && customer.visited === visited).length;

/** The buckets are no visit, and a visit on each side. Without visits, the sizes of the sides are unknown. */
const threeCells =
  (noise: Noise): Score =>
  (received, random) =>
    [0, 1].map((side) => noise(countOf(received, side, 1), random) / received.length);

/** Both outcomes are counted on each side. */
const fourCells =
  (noise: Noise): Score =>
  (received, random) =>
    [0, 1].map((side) => {
      const [missed, visits] = [0, 1].map((visited) => noise(countOf(received, side, visited), random));
      return visits! / (visits! + missed!);
    });

/** Estimated shares of the three buckets, from reports in the product's format. Its buckets have other names. */
function estimate(buckets: readonly number[], random: Random) {
  const ones = REPORT_BUCKETS.map(() => 0);
  for (const bucket of buckets) {
    const bits = encodeBucket(REPORT_BUCKETS[bucket]!, LOCAL_EPSILON, random);
    for (let i = 0; i < bits.length; i++) ones[i]! += Number(bits[i]);
  }
  const estimates = estimateBuckets(ones, buckets.length, LOCAL_EPSILON);
  return REPORT_BUCKETS.map((bucket) => estimates[bucket].share);
}

const localThreeCells: Score = (received, random) =>
  estimate(
    received.map(({ visited, flags }) => (visited ? 1 + flags[MENS]! : 0)),
    random,
  ).slice(1);

/** Only the outcome is noised: the report names the side openly. */
const localOpenSide: Score = (received, random) =>
  [0, 1].map((side) => {
    const customers = received.filter(({ flags }) => flags[MENS] === side);
    return estimate(
      customers.map(({ visited }) => visited),
      random,
    )[1]!;
  });

/** Each side receives the arm with the highest score. */
function learn(training: readonly Customer[], score: Score, random: Random): ArmPolicy {
  const scores = ARMS.map((_, arm) =>
    score(
      training.filter((customer) => customer.arm === arm),
      random,
    ),
  );
  const best = [0, 1].map((side) => {
    const visits = scores.map((sides) => sides[side]!);
    return visits.indexOf(Math.max(...visits));
  });
  return ({ flags }) => best[flags[MENS]!]!;
}

interface Method {
  readonly name: string;
  readonly floor: string;
  readonly goal: number;
  readonly score: Score;
}

const METHODS = {
  exactThree: { name: 'Exact counts, three cells', floor: '.1840', goal: 0.184, score: threeCells(exact) },
  exactFour: { name: 'Exact counts, four cells', floor: '.1840', goal: 0.184, score: fourCells(exact) },
  localThree: { name: 'Local privacy, ε = 4, three cells', floor: '–', goal: 0.183, score: localThreeCells },
  localOpen: {
    name: 'Local privacy, ε = 4, of the outcome only: the flag is not protected',
    floor: '–',
    goal: 0.183,
    score: localOpenSide,
  },
  centralThree: { name: 'Central privacy, ε = 1, three cells', floor: '–', goal: 0.1835, score: threeCells(central) },
  centralFour: { name: 'Central privacy, ε = 1, four cells', floor: '–', goal: 0.1835, score: fourCells(central) },
} satisfies Readonly<Record<string, Method>>;
type MethodName = keyof typeof METHODS;
const names = Object.keys(METHODS) as MethodName[];

/** The policy by reports with noise instead of exact counts. */
export const noisedReports: DecisionPart = async ({ data }) => {
  const customers = readCustomers(data);
  const runs = SEEDS.map((seed) => {
    const random = seededRandom(seed);
    return crossFit(customers, { seed, folds: FOLDS }, (training) => {
      const policies = names.map((name) => [name, learn(training, METHODS[name].score, random)]);
      return Object.fromEntries(policies) as Record<MethodName, ArmPolicy>;
    });
  });
  const model = fitVisits(customers);
  const row = (method: MethodName, suffix: string, values: readonly number[]): DecisionRow => {
    const { name, floor, goal } = METHODS[method];
    const value = values.reduce((sum, one) => sum + one, 0) / values.length;
    return {
      name: `${name}${suffix}`,
      floor,
      figure: value.toFixed(4),
      goal: goal.toFixed(4),
      met: value >= goal,
      command: COMMAND,
      data: `${HILLSTROM}, by the flag mens`,
      seeds: SEEDS,
    };
  };
  const onTheSame = ({ score }: Method) =>
    SEEDS.map((seed) => {
      const policy = learn(customers, score, seededRandom(seed));
      return doublyRobust(customers.map((customer) => asDecision(customer, policy, model)));
    });
  return [
    ...names.map((method) =>
      row(
        method,
        ', chosen on other folds',
        runs.map((run) => doublyRobust(run[method])),
      ),
    ),
    ...names.map((method) => row(method, ', chosen and evaluated on the same customers', onTheSame(METHODS[method]))),
  ];
};
