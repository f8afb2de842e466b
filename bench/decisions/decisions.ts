import path from 'node:path';
import { parseArgs } from 'node:util';
import { benchmarkFolder, writePageFiles } from '../pages/pageFiles.js';
import { readJson, root, runInfo } from '../project.js';
import { mergeSuite, readSuites } from '../results.js';
import { renderDecisionsPage } from './page.js';
import { automation } from './parts/automation.js';
import { context } from './parts/context.js';
import { heads } from './parts/heads.js';
import { hillstromPolicy } from './parts/hillstromPolicy.js';
import { hillstromUplift } from './parts/hillstromUplift.js';
import { measuring } from './parts/measuring.js';
import { noisedReports } from './parts/noisedReports.js';
import { offPolicy } from './parts/offPolicy.js';
import { oneDevice } from './parts/oneDevice.js';
import { onlineShoppers } from './parts/onlineShoppers.js';
import { simulator } from './parts/simulator.js';
import { timing } from './parts/timing.js';
import type { DecisionPart, DecisionResults } from './row.js';

const PARTS: Readonly<Record<string, DecisionPart>> = {
  timing,
  heads,
  'online-shoppers': onlineShoppers,
  'off-policy': offPolicy,
  measuring,
  'hillstrom-policy': hillstromPolicy,
  'hillstrom-uplift': hillstromUplift,
  'noised-reports': noisedReports,
  'one-device': oneDevice,
  simulator,
  context,
  automation,
};

/** Measures what decisions rest on. Each part replaces its own rows and keeps those of the others. */
export async function decisions(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      part: { type: 'string', multiple: true, default: Object.keys(PARTS) },
      data: { type: 'string', default: path.join(root, '../shared/data') },
      out: { type: 'string', default: benchmarkFolder },
    },
  });
  const file = path.join(values.out, 'decisions.json');
  for (const name of values.part) {
    const part = PARTS[name];
    if (!part)
      throw new Error(`--part must be one of ${Object.keys(PARTS).join(', ')}, found ${JSON.stringify(name)}.`);
    const measured = await part({ data: values.data });
    const { rows, curves } = 'rows' in measured ? measured : { rows: measured };
    const { parts } = await readSuites<Partial<DecisionResults>>(file);
    const command = `npx -y pnpm@12 bench decisions --part ${name}`;
    await mergeSuite<Partial<DecisionResults>>(
      file,
      name,
      { ...runInfo(), command },
      { parts: { ...parts, [name]: rows }, ...(curves && { curves }) },
    );
  }
  await writePageFiles(renderDecisionsPage(readJson(file)), values.out);
}
