import { normal, type Random, seededRandom } from '@aisle/core';
import { type Candidate, chooseIntervention, type InterventionPolicy, type Policy } from '@aisle/decisions';
import { addCounts, UNKNOWN } from '../../../packages/cli/src/policy/addCounts.js';
import type { DecisionPart, DecisionRow } from '../row.js';

const COMMAND = 'npx -y pnpm@12 bench decisions --part one-device';
const SEEDS = [1, 2, 3, 4, 5];
const DEVICES = 20_000;
const DECISIONS = 20;
/** Shares of success of five interventions, and of showing nothing. The mean of the five is .0344. */
const ARMS = [0.03, 0.032, 0.034, 0.036, 0.04];
const NOTHING = 0.02;
/** Devices of each group in the past test that the policy rests on. */
const TEST_DEVICES = 50_000;

const idOf = (arm: number) => `offer-${arm}`;
const armOf = (id: string) => Number(id.slice('offer-'.length));
const candidates: readonly Candidate[] = ARMS.map((_, arm) => ({ id: idOf(arm), cost: 0, value: 1 }));

/** A binomial count, by its normal approximation: thousands of successes are expected. */
const countOf = (share: number, random: Random) => ({
  devices: TEST_DEVICES,
  successes: Math.round(TEST_DEVICES * share + Math.sqrt(TEST_DEVICES * share * (1 - share)) * normal(random)),
});

/** The settings of `aisle policy init` but for the share that explores, and the counts of a past test. */
function testedPolicy(exploration: number, random: Random): Policy {
  const interventions = ARMS.map((share, arm): [string, InterventionPolicy] => [
    idOf(arm),
    addCounts(
      { shown: UNKNOWN, base: UNKNOWN, exposures: 0 },
      { shown: countOf(share, random), heldOut: countOf(NOTHING, random) },
    ),
  ]);
  return {
    version: 1,
    minExposures: 1000,
    boundDeviations: 1.2816,
    exploration,
    floor: exploration / 10,
    gamma: 100,
    interventions: Object.fromEntries(interventions),
  };
}

/** Beta(a, b) with whole parameters: the a-th smallest of a + b − 1 uniform numbers. */
function betaSample(a: number, b: number, random: Random): number {
  const draws = Array.from({ length: a + b - 1 }, random).sort((x, y) => x - y);
  return draws[a - 1]!;
}

/** The mean success of one device's decisions by Thompson sampling from Beta(1, 1), which knows only its own. */
function thompson(random: Random): number {
  const counts = ARMS.map(() => ({ successes: 0, failures: 0 }));
  let sum = 0;
  for (let decision = 0; decision < DECISIONS; decision++) {
    const draws = counts.map(({ successes, failures }) => betaSample(1 + successes, 1 + failures, random));
    const arm = draws.indexOf(Math.max(...draws));
    sum += ARMS[arm]!;
    if (random() < ARMS[arm]!) counts[arm]!.successes += 1;
    else counts[arm]!.failures += 1;
  }
  return sum / DECISIONS;
}

/** The mean success of all decisions with the policy, of each device's first, and of those that do not explore. */
function byPolicy(exploration: number, random: Random) {
  const policy = testedPolicy(exploration, random);
  const means = { all: new RunningMean(), first: new RunningMean(), chosen: new RunningMean() };
  for (let device = 0; device < DEVICES; device++)
    for (let decision = 0; decision < DECISIONS; decision++) {
      const { drawn, explored } = chooseIntervention(policy, candidates, {}, random);
      const success = drawn === undefined ? NOTHING : ARMS[armOf(drawn)]!;
      means.all.add(success);
      if (decision === 0) means.first.add(success);
      if (!explored) means.chosen.add(success);
    }
  return { all: means.all.value, first: means.first.value, chosen: means.chosen.value };
}

class RunningMean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    this.#sum += value;
    this.#count += 1;
  }

  get value(): number {
    return this.#sum / this.#count;
  }
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;

/** Five interventions, and devices that decide twenty times each. */
export const oneDevice: DecisionPart = async () => {
  const found = SEEDS.map((seed) => {
    const random = seededRandom(seed);
    const [default10, with1, without] = [0.1, 0.01, 0].map((exploration) => byPolicy(exploration, random));
    const flat = mean(Array.from({ length: DEVICES }, () => thompson(random)));
    return {
      flat,
      all: default10!.all,
      first: default10!.first,
      chosen: default10!.chosen,
      with1: with1!.all,
      without: without!.first,
    };
  });
  const row = (name: string, key: keyof (typeof found)[number], goal?: number): DecisionRow => {
    const figure = mean(found.map((one) => one[key])).toFixed(4);
    return {
      name,
      floor: '.0346',
      figure,
      goal: goal?.toFixed(4) ?? '',
      met: goal === undefined || Number(figure) >= goal,
      command: COMMAND,
      data: `simulation, shares ${ARMS.join(', ')}, nothing ${NOTHING}, ${DEVICES.toLocaleString('en')} devices`,
      seeds: SEEDS,
    };
  };
  return [
    row('Flat Thompson sampling on the device, 20 decisions', 'flat'),
    row('Policy of a past test, all decisions, 10 % explore', 'all', 0.04),
    row('Policy of a past test, the first decision, 10 % explore', 'first', 0.04),
    row('Policy of a past test, decisions that do not explore', 'chosen', 0.04),
    row('Policy of a past test, all decisions, 1 % explore', 'with1', 0.04),
    row('Policy of a past test, the first decision, none explores', 'without', 0.04),
  ];
};
