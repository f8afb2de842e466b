import { seededRandom } from '@aisle/core';
import { fitVisits } from '../hillstrom/armPolicy.js';
import { ARMS, type Customer, FLAGS, foldsOf, HILLSTROM, readCustomers } from '../hillstrom/customers.js';
import { qini } from '../hillstrom/qini.js';
import type { DecisionPart, DecisionRow } from '../row.js';

const COMMAND = 'npx -y pnpm@12 bench decisions --part hillstrom-uplift';
const SEEDS = [1, 2, 3, 4, 5];
const FOLDS = 5;
const GOAL = 0.00393;
const [NO_MAIL, WOMENS_MAIL] = [ARMS.indexOf('No E-Mail'), ARMS.indexOf('Womens E-Mail')];

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;

const treatedOrNot = (people: readonly Customer[]) =>
  people.filter(({ arm }) => arm === NO_MAIL || arm === WOMENS_MAIL);

/** The flag whose order of these customers has the largest Qini area. */
function bestFlag(people: readonly Customer[]): number {
  const areas = FLAGS.map((_, flag) =>
    qini(
      people,
      people.map(({ flags }) => flags[flag]!),
      WOMENS_MAIL,
    ),
  );
  return areas.indexOf(Math.max(...areas));
}

/** Orders every customer by what the other folds say, and measures the areas of all customers together. */
function areasOf(everybody: readonly Customer[], seed: number) {
  const random = seededRandom(seed);
  const folds = foldsOf(everybody, seed, FOLDS).map(({ training, test }) => {
    const flag = bestFlag(treatedOrNot(training));
    return { flag, model: fitVisits(training), test };
  });
  const foldOf = new Map(folds.flatMap((fold) => fold.test.map((customer) => [customer, fold])));
  const people = treatedOrNot(everybody);
  const area = (scoreOf: (customer: Customer, index: number) => number) =>
    qini(people, people.map(scoreOf), WOMENS_MAIL);
  const flagOf = (customer: Customer) => customer.flags[foldOf.get(customer)!.flag]!;
  return {
    flags: folds.map(({ flag }) => FLAGS[flag]!),
    oneFlag: area(flagOf),
    // A flag orders two groups only. The floor's program kept the file's order within each of them.
    inFileOrder: area((customer, index) => flagOf(customer) - index / people.length),
    logistic: area((customer) => {
      const visits = foldOf.get(customer)!.model(customer);
      return visits[WOMENS_MAIL]! - visits[NO_MAIL]!;
    }),
    chance: area(random),
  };
}

/** Who visits because of the women's e-mail: one flag, which the program chooses, beside regressions and chance. */
export const hillstromUplift: DecisionPart = async ({ data }) => {
  const everybody = readCustomers(data);
  const runs = SEEDS.map((seed) => areasOf(everybody, seed));
  const chosen = [...new Set(runs.flatMap(({ flags }) => flags))].join(', ');
  const area = (name: 'oneFlag' | 'inFileOrder' | 'logistic' | 'chance') => mean(runs.map((run) => run[name]));
  const row = (name: string, floor: string, figure: string, goal: string, met = true): DecisionRow => ({
    name,
    floor,
    figure,
    goal,
    met,
    command: COMMAND,
    data: `${HILLSTROM}, women's e-mail against none`,
    seeds: SEEDS,
  });
  return [
    row('Flag that the program chooses on other folds', 'womens', chosen, 'womens', chosen === 'womens'),
    row(
      'Qini area by that flag, equal customers in the order of the file',
      '.00393',
      area('inFileOrder').toFixed(5),
      '.00393',
      Number(area('inFileOrder').toFixed(5)) >= GOAL,
    ),
    row('Qini area by that flag, equal customers in one step', '–', area('oneFlag').toFixed(5), ''),
    row('Qini area by logistic regressions', '.00376', area('logistic').toFixed(5), ''),
    row('Qini area by chance', '.0008', area('chance').toFixed(5), ''),
  ];
};
