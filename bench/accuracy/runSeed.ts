import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Evaluation, EvaluationDetails } from '../../packages/cli/src/commands/evaluate.js';
import { runAisle, runInfo, readJson } from '../project.js';
import { figuresOf, type Run } from './results.js';
import { type SetName, setOf } from './sets.js';

export interface SeedOptions {
  readonly dataFolder: string;
  /** Where this seed's release and checkpoint are. */
  readonly workFolder: string;
  readonly split?: string | undefined;
  readonly epochs?: string | undefined;
  readonly restart: boolean;
  /** How this bench was called. */
  readonly command: string;
}

const log = (line: string) => void process.stderr.write(`${line}\n`);

/** Options that name the set's files. A split of the log takes the place of the set's own test file. */
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

/** The release is written before its report, so a folder with a report holds a whole release. */
const isFinished = (folder: string) =>
  existsSync(path.join(folder, 'report.json')) && existsSync(path.join(folder, 'manifest.json'));

/** Trains one seed, or resumes, or finds it trained. */
export function trainSeed(name: SetName, seed: number, options: SeedOptions): void {
  const { workFolder, dataFolder, split, epochs, restart } = options;
  if (!restart && isFinished(workFolder)) {
    log(`${setOf(name).title}, seed ${seed}: trained already in ${workFolder} (--restart trains again)`);
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

/** Ranks the test part by a trained seed. */
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
