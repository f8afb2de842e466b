import { simulateLooks } from '../../../packages/cli/src/measure/testing/simulateLooks.js';
import { type Random, seededRandom } from '../../../packages/core/src/index.js';
import {
  devicesNeeded,
  encodeBucket,
  estimateBuckets,
  type ReportMechanism,
} from '../../../packages/decisions/src/index.js';
import type { DecisionPart, DecisionRow } from '../row.js';

const COMMAND = 'npx -y pnpm@12 bench decisions --part measuring';
const SEEDS = [1, 2, 3, 4, 5];
const RUNS_A_SEED = 4000;
const DEVICES_A_DAY = 2000;
const DAYS = 28;
const BASE = 0.03;
const DATA = `simulated tests of ${DAYS} days with ${DEVICES_A_DAY} devices a day and group, ${SEEDS.length * RUNS_A_SEED} runs`;

const percent = (share: number) => `${(100 * share).toFixed(2)} %`;

/** The shares of simulated tests that raise each alarm. */
function alarms(treated: number) {
  const runs = SEEDS.flatMap((seed) => {
    const random = seededRandom(seed);
    const setting = { devicesPerDay: DEVICES_A_DAY, days: DAYS, treated, holdout: BASE };
    return Array.from({ length: RUNS_A_SEED }, () => simulateLooks(setting, random));
  });
  const shareOf = (name: keyof (typeof runs)[number]) => runs.filter((run) => run[name]).length / runs.length;
  return {
    atTheEnd: shareOf('atTheEnd'),
    onSomeDay: shareOf('onSomeDay'),
    harm: shareOf('harm'),
    eitherDirection: shareOf('eitherDirection'),
  };
}

function alarmRows(): DecisionRow[] {
  const [none, loss] = [alarms(BASE), alarms(0.9 * BASE)];
  const row = (name: string, floor: string, figure: number, goal: string, met: boolean): DecisionRow => ({
    name,
    floor,
    figure: percent(figure),
    goal,
    met,
    command: COMMAND,
    data: DATA,
    seeds: SEEDS,
  });
  const { atTheEnd, onSomeDay, eitherDirection, harm } = none;
  const testName = 'False alarms of the test for harm with daily looks';
  return [
    row('False alarms of one look at the end', '5 %', atTheEnd, '4.5 to 5.5 %', Math.abs(atTheEnd - 0.05) <= 0.005),
    row(
      'False alarms of daily looks, which aisle measure refuses',
      '28 %',
      onSomeDay,
      '26 to 30 %',
      Math.abs(onSomeDay - 0.28) <= 0.02,
    ),
    row(`${testName}, either direction`, '.6 to 1.6 %', eitherDirection, 'at most 1.6 %', eitherDirection <= 0.016),
    row(`${testName}, harm alone`, '.6 to 1.6 %', harm, 'at most 1.6 %', harm <= 0.016),
    row(
      `Power of the test for harm at 10 % fewer orders (one look: ${percent(loss.atTheEnd)})`,
      '50 %',
      loss.harm,
      'at least 50 %',
      loss.harm >= 0.5,
    ),
  ];
}

/** The design's figures. It has none for the encoding of three buckets. */
const NEEDED: readonly (readonly [ReportMechanism, number | undefined, number | undefined])[] = [
  ['exact', undefined, 13_900],
  ['randomised-response', 1, 415_000],
  ['randomised-response', 2, 92_800],
  ['randomised-response', 4, 22_200],
  ['unary', 1, undefined],
  ['unary', 2, undefined],
  ['unary', 4, undefined],
];

const neededRows = (): DecisionRow[] =>
  NEEDED.map(([mechanism, epsilon, floor]) => {
    const figure = +devicesNeeded([BASE, 1.2 * BASE], mechanism, epsilon).toPrecision(3);
    return {
      name: `Devices in each group to see 20 % more than 3 %, ${mechanism}${epsilon === undefined ? '' : `, ε = ${epsilon}`}`,
      floor: floor?.toLocaleString('en') ?? '–',
      figure: figure.toLocaleString('en'),
      goal: floor === undefined ? '–' : 'the same',
      met: floor === undefined || figure === floor,
      command: COMMAND,
      data: 'formula',
    };
  });

/** The share of tests by reports with noise that see 20 % more than 3 %, with the devices of the formula. */
function powerOfReports(epsilon: number, tests: number, random: Random): number {
  const devices = devicesNeeded([BASE, 1.2 * BASE], 'unary', epsilon);
  const estimate = (share: number) => {
    const ones = [0, 0, 0];
    for (let device = 0; device < devices; device++) {
      const bits = encodeBucket(random() < share ? 'success' : 'none', epsilon, random);
      for (let i = 0; i < ones.length; i++) ones[i]! += Number(bits[i]);
    }
    return estimateBuckets(ones, devices, epsilon).success;
  };
  let seen = 0;
  for (let test = 0; test < tests; test++) {
    const [treated, holdout] = [estimate(1.2 * BASE), estimate(BASE)];
    const error = Math.hypot(treated.standardError, holdout.standardError);
    if (treated.share - holdout.share > 1.959964 * error) seen += 1;
  }
  return seen / tests;
}

/** What the ways of measuring can see, and how often they are wrong. */
export const measuring: DecisionPart = async () => {
  const power = powerOfReports(4, 300, seededRandom(1));
  return [
    ...alarmRows(),
    ...neededRows(),
    {
      name: 'Power of reports with ε = 4 at the devices of the formula',
      floor: '80 %',
      figure: percent(power),
      goal: '75 to 85 %',
      met: Math.abs(power - 0.8) <= 0.05,
      command: COMMAND,
      data: '300 simulated tests, every report encoded and decoded',
      seeds: [1],
    },
  ];
};
