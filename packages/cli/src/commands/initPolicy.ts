import { AisleError } from '@aisle/core';
import type { Declaration, InterventionPolicy, Policy } from '@aisle/decisions';
import { fileExists } from '../fileExists.js';
import { addCounts, isBeta, UNKNOWN } from '../policy/addCounts.js';
import { policyTable } from '../policy/policyTable.js';
import { type OutcomeCounts, readOutcomeCounts } from '../policy/readOutcomeCounts.js';
import { readDeclaration } from '../publishing/readDeclaration.js';
import { writeAtomically } from '../releaseFiles.js';

/** Shares of success that a shop expects. All or none are given. */
interface Guess {
  readonly baseRate: number | undefined;
  readonly uplift: number | undefined;
  /** Standard deviation of each share. */
  readonly spread: number | undefined;
}

export interface InitPolicyOptions {
  readonly interventions: string;
  readonly out: string;
  /** Counts of a past test. */
  readonly test: string | undefined;
  readonly guess: Guess;
}

/** The 10 % quantile of a normal distribution is this much below its mean. */
const BOUND_DEVIATIONS = 1.2816;
const MIN_EXPOSURES = 1000;
const EXPLORATION = 0.1;
const FLOOR = 0.01;
/** Of three actions, one that loses 3 % of the largest value is explored half as often as one that loses nothing. */
const GAMMA = 100;

const refuse = (message: string): never => {
  throw new AisleError('invalid-argument', message);
};

/** @returns undefined if nothing is guessed */
function priorOf({ baseRate, uplift, spread }: Guess): InterventionPolicy | undefined {
  if (baseRate === undefined && uplift === undefined && spread === undefined) return undefined;
  if (baseRate === undefined || uplift === undefined || spread === undefined)
    return refuse('A guess needs --base-rate, --uplift and --spread. Give all three.');
  const [base, shown] = [baseRate, baseRate + uplift].map((mean) => ({ mean, spread })) as [
    InterventionPolicy['base'],
    InterventionPolicy['shown'],
  ];
  for (const { mean } of [base, shown])
    if (!isBeta({ mean, spread }))
      refuse(
        `No share has the mean ${mean} and the spread ${spread}. Choose --base-rate and --uplift so that both shares are between 0 and 1, and a smaller --spread above 0.`,
      );
  return { shown, base, exposures: 0 };
}

function policyOf(
  { interventions }: Declaration,
  prior: InterventionPolicy | undefined,
  tested: ReadonlyMap<string, OutcomeCounts>,
): Policy {
  const entries = interventions.map(({ id }): [string, InterventionPolicy] => {
    const counts = tested.get(id);
    if (counts) return [id, addCounts(prior ?? { shown: UNKNOWN, base: UNKNOWN, exposures: 0 }, counts)];
    if (prior) return [id, prior];
    return refuse(
      `Nothing is known of the intervention ${id}. Give a guess by --base-rate, --uplift and --spread, or its counts in the file of --test.`,
    );
  });
  return {
    version: 1,
    minExposures: MIN_EXPOSURES,
    boundDeviations: BOUND_DEVIATIONS,
    exploration: EXPLORATION,
    floor: Math.min(FLOOR, EXPLORATION / Math.max(1, entries.length)),
    gamma: GAMMA,
    interventions: Object.fromEntries(entries),
  };
}

/**
 * Writes a first policy. A guess has no exposures, so no intervention is chosen for it: they are only explored.
 *
 * @throws AisleError `invalid-argument`, or `data-unreadable` or `data-invalid` for a file, with its line
 */
export async function initPolicy(
  { interventions, out, test, guess }: InitPolicyOptions,
  print: (text: string) => void,
): Promise<void> {
  if (await fileExists(out))
    refuse(`--out ${out} exists. Name another file, or add counts to that policy with aisle policy update.`);
  const prior = priorOf(guess);
  const declaration = await readDeclaration(interventions);
  const ids = declaration.interventions.map(({ id }) => id);
  const tested = test === undefined ? new Map() : await readOutcomeCounts({ file: test, option: '--test' }, ids);
  const policy = policyOf(declaration, prior, tested);
  await writeAtomically(out, `${JSON.stringify(policy, null, 2)}\n`);
  print(policyTable({ now: policy }));
  print(
    `Wrote ${out}. An intervention needs ${policy.minExposures.toLocaleString('en')} exposures before it is chosen for its gain. Until then it is explored: all together in at most ${policy.exploration * 100} % of the decisions.`,
  );
}
