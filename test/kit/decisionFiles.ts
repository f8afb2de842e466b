import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InterventionRules, Policy } from '@aisle/decisions';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { useWeightsCdn } from './weightsCdn.js';

/** The fields of an intervention that a test does not name. */
interface TestIntervention {
  readonly id: string;
  readonly kind: string;
  readonly placements: readonly string[];
  readonly creative: object;
  readonly [field: string]: unknown;
}

/** Writes the files of interventions that are free, sure to help, and ask for an item in the cart. @returns their paths */
export async function writeDecisionFiles(
  folder: string,
  caps: InterventionRules['caps'],
  interventions: readonly TestIntervention[],
): Promise<{ readonly interventions: string; readonly policy: string }> {
  const declaration = {
    version: 1,
    currency: 'EUR',
    defaults: { caps, dismissalDays: 30, cooldownHours: 0, secondsOnSite: 0 },
    holdout: { share: 0, salt: 'spring-2027' },
    interventions: interventions.map((intervention) => ({
      conditions: { minCartItems: 1 },
      cost: 0,
      value: 4,
      goal: { event: 'purchase', withinHours: 24 },
      ...intervention,
    })),
  };
  const sure = { shown: { mean: 0.5, spread: 0 }, base: { mean: 0.2, spread: 0 }, exposures: 500 };
  const policy: Policy = {
    version: 1,
    minExposures: 1,
    boundDeviations: 1,
    exploration: 0,
    floor: 0,
    gamma: 1,
    interventions: Object.fromEntries(interventions.map(({ id }) => [id, sure])),
  };
  const paths = { interventions: join(folder, 'interventions.json'), policy: join(folder, 'policy.json') };
  await writeFile(paths.interventions, JSON.stringify(declaration));
  await writeFile(paths.policy, JSON.stringify(policy));
  return paths;
}

/** Publishes a release with these interventions before each test. */
export function useDecisionFiles(
  cdn: ReturnType<typeof useWeightsCdn>,
  caps: InterventionRules['caps'],
  interventions: readonly TestIntervention[],
): void {
  let folder: string;
  let paths: Awaited<ReturnType<typeof writeDecisionFiles>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aisle-decisions-'));
    paths = await writeDecisionFiles(folder, caps, interventions);
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    await cdn.publish({ seed: 1 }, {}, paths);
  });
}
