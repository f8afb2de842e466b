import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Evaluation, EvaluationDetails } from '../../packages/cli/src/commands/evaluate.js';
import { readJson, runAisle, runInfo } from '../project.js';
import { figuresOf, type Run } from './results.js';
import { type SetName, setOf } from './sets.js';

export interface SeedOptions {
  readonly dataFolder: string;
  /** Folder of the seed's release and checkpoint. */
  readonly workFolder: string;
  readonly split?: string | undefined;
  readonly epochs?: string | undefined;
  readonly restart: boolean;
  /** The command line of this run. */
  readonly command: string;
}

const log = (line: string) => void process.stderr.write(`${line}\n`);

/** Options that name the files of the set. With `split`, the test file of the set is not used. */
export function datasetOptions(
  name: SetName,
  dataFolder: string,
  split?: string,
): { readonly args: string[]; readonly files: string[] } {
  const { folder, data, format, test, catalogue } = setOf(name);
  const file = (base: string) => path.join(dataFolder, folder, base);
  const named = {
    data: file(data),
    ...(test && !split && { test: file(test) }),
    ...(catalogue && { catalogue: file(catalogue) }),
  };
  const args = Object.entries(named).flatMap(([option, value]) => [`--${option}`, value]);
  return { args: [...args, '--format', format, ...(split ? ['--split', split] : [])], files: Object.values(named) };
}

/** The report is written last, so a folder with a report has a complete release. */
const isFinished = (folder: string) =>
  existsSync(path.join(folder, 'report.json')) && existsSync(path.join(folder, 'manifest.json'));

/** Trains one seed. A stopped training is resumed, and a finished one is kept. */
export function trainSeed(name: SetName, seed: number, options: SeedOptions): void {
  const { workFolder, dataFolder, split, epochs, restart } = options;
  if (!restart && isFinished(workFolder)) {
    log(`${setOf(name).title}, seed ${seed}: is already trained in ${workFolder} (--restart trains again)`);
  } else {
    log(`${setOf(name).title}, seed ${seed}: training into ${workFolder}`);
    const { target } = setOf(name);
    const options = [
      ...(target ? ['--target', target] : []),
      ...(epochs ? ['--epochs', epochs] : []),
      ...(restart ? ['--restart'] : []),
    ];
    runAisle(
      'train',
      ...datasetOptions(name, dataFolder, split).args,
      '--out',
      workFolder,
      '--name',
      name,
      '--seed',
      String(seed),
      ...options,
    );
  }
}

/** Evaluates a trained seed on the test part. */
export function evaluateSeed(
  name: SetName,
  seed: number,
  { workFolder, dataFolder, split, command }: SeedOptions,
): Run {
  log(`${setOf(name).title}, seed ${seed}: evaluating`);
  const detailsFile = path.join(workFolder, 'details.json');
  const evaluate = [
    'evaluate',
    ...datasetOptions(name, dataFolder, split).args,
    '--model',
    workFolder,
    '--k',
    '10,20',
    '--json',
    '--details',
    detailsFile,
  ];
  const evaluation = JSON.parse(runAisle(...evaluate)) as Evaluation;
  const report = readJson(path.join(workFolder, 'report.json'));
  return {
    ...runInfo(),
    command,
    release: evaluation.release,
    figures: figuresOf(evaluation.metrics),
    significance: evaluation.significance,
    releaseBytesGzip: report.releaseBytesGzip,
    trainMinutes: report.trainMinutes,
    itemCount: report.settings.config.itemCount,
    quantization: report.quantization,
    epochs: report.epochs,
    details: readJson(detailsFile) as EvaluationDetails,
  };
}
