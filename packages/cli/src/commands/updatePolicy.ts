import type { InterventionPolicy, Policy } from '@aisle/decisions';
import { addCounts, isBeta } from '../policy/addCounts.js';
import { policyTable } from '../policy/policyTable.js';
import { readOutcomeCounts } from '../policy/readOutcomeCounts.js';
import { readPolicy } from '../publishing/readPolicy.js';
import { writeAtomically } from '../releaseFiles.js';

export interface UpdatePolicyOptions {
  readonly policy: string;
  /** Counts since the latest update. */
  readonly reports: string;
  readonly out: string;
}

/**
 * Adds measured counts to a policy, and prints both. Interventions without counts stay as they are.
 *
 * @throws AisleError `data-unreadable` or `data-invalid` for a file, with its line
 */
export async function updatePolicy(
  { policy, reports, out }: UpdatePolicyOptions,
  print: (text: string) => void,
): Promise<void> {
  const { content: before, refuse } = await readPolicy(policy);
  const counted = await readOutcomeCounts({ file: reports, option: '--reports' }, Object.keys(before.interventions));
  const update = (id: string, known: InterventionPolicy): InterventionPolicy => {
    const counts = counted.get(id);
    if (!counts) return known;
    if (known.context)
      refuse(
        `interventions.${id}.context`,
        `interventions.${id} has a context, so its estimates are those of some devices only. Add the counts to the policy without context, and run aisle policy context again.`,
      );
    for (const name of ['shown', 'base'] as const)
      if (!isBeta(known[name]))
        refuse(
          `interventions.${id}.${name}`,
          `interventions.${id}.${name} must have a spread above 0 and below √(mean · (1 − mean)), found ${JSON.stringify(known[name])}. To other spreads, counts cannot be added.`,
        );
    return addCounts(known, counts);
  };
  const after: Policy = {
    ...before,
    interventions: Object.fromEntries(
      Object.entries(before.interventions).map(([id, known]) => [id, update(id, known)]),
    ),
  };
  await writeAtomically(out, `${JSON.stringify(after, null, 2)}\n`);
  print(policyTable({ before, after }));
  print(`Wrote ${out}. Do not add the same counts again. Next: aisle publish --policy ${out}.`);
}
