import type { Policy } from '@aisle/decisions';
import type { Difference } from '../../../packages/cli/src/measure/shareDifference.js';
import type { Curves, DecisionPart, DecisionRow } from '../row.js';
import { mean, repetitionInterval } from '../simulator/repetitions.js';
import { runStrategy, type StrategyRun } from '../simulator/runStrategy.js';
import { careful, greedyDiscount, hintForAll, noOffers } from '../simulator/strategy.js';

const COMMAND = 'npx -y pnpm@12 bench decisions --part simulator';
const SEEDS = [1, 2, 3, 4, 5];
const SHOPPERS = 10_000;
const WEEKS = 26;
const TEST_WEEKS = 2;
/** First and last week of two tests with the holdout. */
const PERIODS = [
  [1, 4],
  [23, 26],
] as const;

const NAMES = {
  none: 'no offers',
  greedy: 'greedy discount',
  careful: 'policy with holdout',
  hint: 'hint for everybody',
} as const;
type Name = keyof typeof NAMES;
const names = Object.keys(NAMES) as Name[];

interface Repetition extends Readonly<Record<Name, StrategyRun>> {
  /** What the shop knew before it showed the discount to everybody. */
  readonly tested: Policy;
}

async function repeat(seed: number): Promise<Repetition> {
  const world = { seed, shoppers: SHOPPERS, weeks: WEEKS, periods: PERIODS };
  const test = await runStrategy(await greedyDiscount(0.5), {
    ...world,
    seed: seed + 100,
    weeks: TEST_WEEKS,
    periods: [],
  });
  return {
    tested: test.policy!,
    none: await runStrategy(noOffers, { ...world, periods: [] }),
    greedy: await runStrategy(await greedyDiscount(0.1, test.policy), world),
    careful: await runStrategy(await careful(SHOPPERS), world),
    hint: await runStrategy(hintForAll, { ...world, periods: [] }),
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const regretOf = ({ margins, oracle }: StrategyRun) => oracle.map((best, week) => best - margins[week]!);
const lastWeeks = (values: readonly number[]) => mean(values.slice(-4));

const number = (value: number, digits = 2) => value.toFixed(digits).replace('-', '−');
function spread(values: readonly number[], digits = 2): string {
  const found = repetitionInterval(values);
  return `${number(found.mean, digits)} (${number(found.low, digits)} to ${number(found.high, digits)})`;
}
const rounded = (values: readonly number[]) => values.map((value) => Number(value.toFixed(3)));
/** [weeks], means over repetitions. */
const meanByWeek = (runs: readonly (readonly number[])[]) =>
  rounded(Array.from({ length: WEEKS }, (_, week) => mean(runs.map((run) => run[week]!))));
const cumulative = (values: readonly number[]) => {
  let total = 0;
  return values.map((value) => (total += value));
};

/** From this week on, a shopper brings less than without offers, to the end. 0 if the last week is no loss. */
function lossFrom(run: StrategyRun, baseline: StrategyRun): number {
  const lastGain = Math.max(
    0,
    ...run.margins.map((margin, week) => (margin >= baseline.margins[week]! ? week + 1 : 0)),
  );
  return lastGain === WEEKS ? 0 : lastGain + 1;
}

const isBelowZero = (found: Difference | undefined) => (found?.interval[1] ?? 0) < 0;
const isAboveZero = (found: Difference | undefined) => (found?.interval[0] ?? 0) > 0;

function rowsOf(runs: readonly Repetition[]): readonly DecisionRow[] {
  const row = (name: string, floor: string, figure: string, goal: string, met = true): DecisionRow => ({
    name,
    floor,
    figure,
    goal,
    met,
    command: COMMAND,
    data: `simulation, ${SHOPPERS.toLocaleString('en')} shoppers, ${WEEKS} weeks`,
    seeds: SEEDS,
  });
  const perRun = (measure: (run: Repetition) => number) => runs.map(measure);
  const exposures = sum(runs.flatMap((run) => names.flatMap((name) => Object.values(run[name].exposures))));
  const broken = sum(runs.flatMap((run) => names.map((name) => run[name].broken)));
  const regret = (name: Name) => perRun((run) => lastWeeks(regretOf(run[name])));
  const total = (name: Name) => perRun((run) => sum(regretOf(run[name])));
  const gainShare = (name: Name) => perRun((run) => 100 * (sum(run[name].margins) / sum(run.none.margins) - 1));
  const early = perRun(({ greedy, none }) => 100 * (greedy.margins[0]! / none.margins[0]! - 1));
  const lossWeeks = perRun(({ greedy, none }) => lossFrom(greedy, none));
  const uplift = perRun(({ tested }) => {
    const { shown, base } = tested.interventions.discount!;
    return 100 * (shown.mean - base.mean);
  });
  const [lossesSeen, gainsSeen] = [
    runs.filter(({ greedy }) => isBelowZero(greedy.measured[1])).length,
    runs.filter(({ careful: run }) => isAboveZero(run.measured[1])).length,
  ];
  const measured = (name: 'greedy' | 'careful', period: number) =>
    spread(perRun((run) => run[name].measured[period]?.difference ?? Number.NaN));
  return [
    row(
      'Exposures beyond a cap, in a cooldown, in a holdout or after a mute',
      '–',
      `${broken} of ${exposures.toLocaleString('en')}`,
      '0',
      broken === 0,
    ),
    row('Regret of no offers, EUR a shopper and week, last 4 weeks', '–', spread(regret('none')), ''),
    row('Regret of the hint for everybody, last 4 weeks', '–', spread(regret('hint')), ''),
    row(
      'Regret of the policy with holdout, last 4 weeks',
      'no offers',
      spread(regret('careful')),
      'below no offers',
      repetitionInterval(perRun((run) => lastWeeks(regretOf(run.careful)) - lastWeeks(regretOf(run.none)))).high < 0,
    ),
    row('Regret of the greedy discount, last 4 weeks', 'no offers', spread(regret('greedy')), ''),
    row(
      'Regret of the policy with holdout, 26 weeks',
      `no offers ${number(mean(total('none')), 1)}`,
      spread(total('careful'), 1),
      'below no offers',
      repetitionInterval(perRun((run) => sum(regretOf(run.careful)) - sum(regretOf(run.none)))).high < 0,
    ),
    row('Short test of the discount: more orders in a visit, points', '–', spread(uplift, 1), ''),
    row('Greedy discount: margin of the first week, % more than no offers', '–', spread(early, 1), ''),
    row('Greedy discount: week from which it is below no offers, by seed', '–', lossWeeks.join(', '), ''),
    row('Greedy discount: margin of 26 weeks, % more than no offers', '–', spread(gainShare('greedy'), 1), ''),
    row(
      'Policy with holdout: margin of 26 weeks, % more than no offers',
      'greedy discount',
      spread(gainShare('careful'), 1),
      'above greedy',
      repetitionInterval(perRun((run) => sum(run.careful.margins) - sum(run.greedy.margins))).low > 0,
    ),
    row('Greedy discount, measured with its holdout in weeks 1 to 4, EUR a device', '–', measured('greedy', 0), ''),
    row(
      'Greedy discount, measured with its holdout in weeks 23 to 26, EUR a device',
      '–',
      `${measured('greedy', 1)}, a loss seen in ${lossesSeen} of ${SEEDS.length}`,
      '',
    ),
    row(
      'Policy with holdout, measured in weeks 23 to 26, EUR a device',
      '–',
      `${measured('careful', 1)}, a gain seen in ${gainsSeen} of ${SEEDS.length}`,
      '',
    ),
  ];
}

/** Half a year with shoppers whose reactions are known. The product decides, learns from its counts and measures. */
export const simulator: DecisionPart = async () => {
  const runs: Repetition[] = [];
  for (const seed of SEEDS) runs.push(await repeat(seed));
  const curves = (measure: (run: StrategyRun) => readonly number[]): Curves =>
    Object.fromEntries(names.map((name) => [NAMES[name], meanByWeek(runs.map((run) => measure(run[name])))]));
  return {
    rows: rowsOf(runs),
    curves: {
      weeklyMargin: { ...curves(({ margins }) => margins), oracle: meanByWeek(runs.map(({ none }) => none.oracle)) },
      cumulativeRegret: curves((run) => cumulative(regretOf(run))),
    },
  };
};
