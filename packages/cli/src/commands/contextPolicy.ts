import path from 'node:path';
import { AisleError } from '@aisle/core';
import type { InterventionPolicy, Policy } from '@aisle/decisions';
import { alignedTable } from '../alignedTable.js';
import { fileExists } from '../fileExists.js';
import { chooseContext, type TestedContext } from '../policy/chooseContext.js';
import { readCellCounts } from '../policy/readCellCounts.js';
import { withContext } from '../policy/withContext.js';
import { readDeclaration } from '../publishing/readDeclaration.js';
import { readPolicy } from '../publishing/readPolicy.js';
import { writeAtomically } from '../releaseFiles.js';

export interface ContextPolicyOptions {
  readonly policy: string;
  readonly interventions: string;
  /** Counts that choose a feature for each intervention. */
  readonly reports: string;
  /** Counts that test the choice. */
  readonly heldOut: string;
  readonly out: string;
}

const HEADER = ['intervention', 'feature', 'without it', 'with it', 'gain for a device', '95 % from', 'to', ''];
const shownOrNot = (isShown: boolean) => (isShown ? 'show' : 'nothing');

const lineOf = (id: string, { feature, shows, gain, interval, isSignificant }: TestedContext) => [
  id,
  feature,
  ...shows.map(shownOrNot),
  ...[gain, ...interval].map((amount) => amount.toFixed(4)),
  isSignificant ? 'significant' : 'not significant',
];

/**
 * Writes a policy that uses context for the interventions where its gain is significant on held-out counts. The others
 * stay as they are.
 *
 * @throws AisleError `invalid-argument`, or `data-unreadable` or `data-invalid` for a file, with its line
 */
export async function contextPolicy(
  { policy, interventions, reports, heldOut, out }: ContextPolicyOptions,
  print: (text: string) => void,
): Promise<void> {
  if (await fileExists(out)) throw new AisleError('invalid-argument', `--out ${out} exists. Name another file.`);
  if (path.resolve(reports) === path.resolve(heldOut))
    throw new AisleError(
      'invalid-argument',
      `--reports and --held-out are both ${reports}. Counts cannot test what they chose: give counts of other devices or days.`,
    );
  const { content: before } = await readPolicy(policy);
  const { interventions: declared } = await readDeclaration(interventions);
  const ids = Object.keys(before.interventions);
  const chosenOn = await readCellCounts({ file: reports, option: '--reports' }, ids);
  const others = await readCellCounts({ file: heldOut, option: '--held-out' }, ids);
  const lines: string[][] = [];
  const after: Record<string, InterventionPolicy> = { ...before.interventions };
  for (const worth of declared) {
    const [choosing, testing] = [chosenOn.get(worth.id), others.get(worth.id)];
    const tested = choosing && testing && chooseContext(choosing, testing, worth);
    if (!tested) continue;
    lines.push(lineOf(worth.id, tested));
    if (tested.isSignificant) after[worth.id] = withContext(tested.feature, tested.cells);
  }
  await writeAtomically(out, `${JSON.stringify({ ...before, interventions: after } satisfies Policy, null, 2)}\n`);
  if (lines.length > 0) print(alignedTable([HEADER, ...lines], 4));
  const count = lines.filter((cells) => cells.at(-1) === 'significant').length;
  if (count === 0) print('context: not significant. The policy stays as it is.');
  print(`Wrote ${out}. Context is used for ${count} of ${declared.length} interventions.`);
}
