import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Declaration, type Policy, parsePolicy } from '@aisle/decisions';
import { initPolicy } from '../../../packages/cli/src/commands/initPolicy.js';
import { updatePolicy } from '../../../packages/cli/src/commands/updatePolicy.js';
import type { OutcomeCounts } from '../../../packages/cli/src/policy/readOutcomeCounts.js';

/** A rough guess, as a shop might have it: it is right about nothing but the size. */
const GUESS = { baseRate: 0.1, uplift: 0.01, spread: 0.05 };
const ignore = () => {};

const rowsOf = (counts: ReadonlyMap<string, OutcomeCounts>) =>
  [...counts].flatMap(([id, { shown, heldOut }]) => [
    `${id},shown,${shown.devices},${shown.successes}`,
    `${id},held-out,${heldOut.devices},${heldOut.successes}`,
  ]);

/** Runs the commands of the CLI in a folder that is removed afterwards. */
async function inFolder<T>(run: (file: (name: string) => string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aisle-simulator-'));
  try {
    return await run((name) => path.join(folder, name));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const readPolicy = async (file: string) => parsePolicy(JSON.parse(await readFile(file, 'utf8')), 'data-invalid');

/** The policy of `aisle policy init` from a guess. */
export const initialPolicy = (declaration: Declaration): Promise<Policy> =>
  inFolder(async (file) => {
    await writeFile(file('interventions.json'), JSON.stringify(declaration));
    const [interventions, out] = [file('interventions.json'), file('policy.json')];
    await initPolicy({ interventions, out, test: undefined, guess: GUESS }, ignore);
    return readPolicy(out);
  });

/** The policy after `aisle policy update` with these counts. */
export const updatedPolicy = (before: Policy, counts: ReadonlyMap<string, OutcomeCounts>): Promise<Policy> =>
  inFolder(async (file) => {
    const [policy, reports] = [file('policy.json'), file('counts.csv')];
    await writeFile(policy, JSON.stringify(before));
    await writeFile(reports, ['intervention,group,devices,successes', ...rowsOf(counts), ''].join('\n'));
    await updatePolicy({ policy, reports, out: policy }, ignore);
    return readPolicy(policy);
  });
