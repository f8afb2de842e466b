import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Evaluation, EvaluationDetails } from '../../packages/cli/src/commands/evaluate.js';
import type { ColdItems } from '../../packages/cli/src/evaluation/coldItems.js';
import type { ListFigures } from '../../packages/cli/src/evaluation/lists/lists.js';
import { datasetOptions, trainSeed } from '../accuracy/runSeed.js';
import { benchmarkFolder, writePageFiles } from '../pages/pageFiles.js';
import { readJson, root, runAisle, runInfo } from '../project.js';
import { mergeSuite, readSuites } from '../results.js';
import { renderListsPage } from './page.js';
import { LIST_SETS, type ListResults, type ListSet, partOf } from './results.js';

const SEED = 1;
/** Enough to compare: new items are ranked by their content more than by the network. */
const EPOCHS = '20';

const log = (line: string) => void process.stderr.write(`${line}\n`);

/** Writes the log that the example release was trained on. Returns the options that name its files. */
function simulatorOptions(workFolder: string): string[] {
  const simulate = path.join(root, 'examples/shop/simulator/simulate.ts');
  execFileSync(process.execPath, ['--import', 'tsx', '--conditions=aisle-source', simulate, workFolder], {
    cwd: root,
    stdio: 'inherit',
  });
  return ['--data', path.join(workFolder, 'events.csv.gz'), '--catalogue', path.join(workFolder, 'catalogue.csv')];
}

/** Measures the lists of the example release, or of a release of a public set, which an earlier run may have trained. */
function measureRows(set: 'simulator' | 'retailrocket', dataFolder: string, workFolder: string): ListFigures {
  const simulated = set === 'simulator';
  const release = simulated ? path.join(root, 'models/shop') : path.join(workFolder, set);
  const options = simulated ? simulatorOptions(workFolder) : datasetOptions(set, dataFolder).args;
  if (!simulated) trainSeed(set, SEED, { dataFolder, workFolder: release, restart: false, command: '' });
  const details = path.join(workFolder, `${set}-details.json`);
  runAisle('evaluate', ...options, '--model', release, '--k', '10,20', '--json', '--details', details);
  return (readJson(details) as EvaluationDetails).lists!;
}

/** Trains a release without some items, and measures how it ranks them. */
function measureNewItems(set: 'simulator' | 'toys', dataFolder: string, workFolder: string): ColdItems {
  const release = path.join(workFolder, `${set}-new-items`);
  const options =
    set === 'simulator'
      ? [...simulatorOptions(workFolder), '--split', 'new-items']
      : datasetOptions(set, dataFolder, 'new-items').args;
  if (!existsSync(path.join(release, 'report.json')))
    runAisle('train', ...options, '--out', release, '--name', set, '--seed', String(SEED), '--epochs', EPOCHS);
  return (JSON.parse(runAisle('evaluate', ...options, '--model', release, '--json')) as Evaluation).coldItems!;
}

/** Measures how lists look to a shopper: companions, variety, new shoppers, probabilities. */
export async function lists(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      set: { type: 'string', multiple: true, default: Object.keys(LIST_SETS) },
      part: { type: 'string', multiple: true, default: ['rows', 'new-items'] },
      data: { type: 'string', default: path.join(root, '../shared/data') },
      work: { type: 'string', default: path.join(root, '.cache/lists') },
      out: { type: 'string', default: benchmarkFolder },
    },
  });
  const file = path.join(values.out, 'lists.json');
  for (const set of values.set) {
    if (!(set in LIST_SETS))
      throw new Error(`--set must be one of ${Object.keys(LIST_SETS).join(', ')}, found ${JSON.stringify(set)}.`);
    const name = set as ListSet;
    log(`${LIST_SETS[name]}: training and measuring in ${values.work}`);
    const measures = (part: string) => values.part.includes(part);
    const figures = measures('rows') && name !== 'toys' ? measureRows(name, values.data, values.work) : undefined;
    const cold =
      measures('new-items') && name !== 'retailrocket' ? measureNewItems(name, values.data, values.work) : undefined;
    const before = await readSuites<ListResults>(file);
    const part = {
      ...(figures && partOf(name, figures, before)),
      ...(cold && { coldItems: { ...before.coldItems, [name]: cold } }),
    };
    const onlyPart = values.part.length === 1 ? ` --part ${values.part[0]}` : '';
    const command = `npx -y pnpm@12 bench lists --set ${set}${onlyPart}`;
    await mergeSuite<ListResults>(file, set, { ...runInfo(), command }, part);
  }
  await writePageFiles(renderListsPage(readJson(file)), values.out);
}
