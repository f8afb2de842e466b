import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { benchmarkFolder } from '../pages/pageFiles.js';
import { root, runInfo } from '../project.js';
import { mergeSuite, readSuites } from '../results.js';
import { logFile } from './logFiles.js';
import { writePage } from './page.js';
import { LOG_KINDS, type ReadFigures, type TrainingResults } from './results.js';

const HELP = `pnpm bench training [options]
  --only NAME      read, before or train; can be repeated; default read and train
  --rows N         rows of the logs to read; can be repeated; default 1000000 and 10000000
  --before DIR     a checkout of an earlier build, for --only before; it reads the smallest CSV in turns with this one
  --turns N        for --only before; default 3
  --steps N        training steps on ten million events; default 200
  --python FILE    a Python with pyarrow, which writes the Parquet files; default python3
  --work DIR       folder of the logs; default .cache/training`;

const LARGE_ROWS = 10_000_000;

/** Runs a script in a separate process, so that its memory is measured alone. @returns what it prints, as JSON */
function runScript<T>(cwd: string, script: string, ...args: readonly string[]): T {
  const node = ['--import', 'tsx', '--conditions=aisle-source', path.join(root, 'bench/training', script), ...args];
  const { status, stdout } = spawnSync(process.execPath, node, {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${script} ${args.join(' ')} ended with exit code ${status}`);
  return JSON.parse(stdout) as T;
}

const readLog = (tree: string, file: string) => {
  const figures = runScript<ReadFigures>(tree, 'readLog.ts', tree, file);
  console.error(tree, file, JSON.stringify(figures));
  return figures;
};

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

function readInTurns(file: string, tree: string, turns: number): NonNullable<TrainingResults['readBefore']> {
  const all = Array.from({ length: turns }, () => ({ before: readLog(tree, file), now: readLog(root, file) }));
  const medians = (build: 'before' | 'now') => ({
    rowsPerSecond: median(all.map((turn) => turn[build].rowsPerSecond)),
    rowsPerProcessorSecond: median(all.map((turn) => turn[build].rowsPerProcessorSecond)),
  });
  const { stdout } = spawnSync('git', ['-C', tree, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' });
  return { build: stdout.trim(), rows: all[0]!.now.rows, before: medians('before'), now: medians('now') };
}

/** Reading and training of large logs: speed and memory. */
export async function training(args: readonly string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { ...text, multiple: true },
      rows: { ...text, multiple: true },
      before: text,
      turns: { ...text, default: '3' },
      steps: { ...text, default: '200' },
      python: { ...text, default: 'python3' },
      work: { ...text, default: path.join(root, '.cache/training') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const { only = ['read', 'train'], python, work, before } = values;
  const rows = (values.rows ?? ['1000000', '10000000']).map(Number);
  const json = path.join(benchmarkFolder, 'training.json');
  const merge = (suite: string, part: TrainingResults) =>
    mergeSuite(json, suite, { ...runInfo(), command: `pnpm bench training --only ${suite}` }, part);
  if (only.includes('read')) {
    const known = (await readSuites<TrainingResults>(json)).read;
    const read: Record<string, Record<string, ReadFigures>> = {};
    for (const kind of LOG_KINDS) {
      read[kind] = { ...known?.[kind] };
      for (const count of rows) read[kind][count] = readLog(root, await logFile(work, kind, count, python));
    }
    await merge('read', { read });
  }
  if (only.includes('before')) {
    if (before === undefined) throw new Error('--only before needs --before DIR, a checkout of an earlier build.');
    const file = await logFile(work, 'csv', Math.min(...rows), python);
    await merge('before', { readBefore: readInTurns(file, path.resolve(before), Number(values.turns)) });
  }
  if (only.includes('train')) {
    const file = await logFile(work, 'csv', LARGE_ROWS, python);
    await merge('train', { train10m: runScript(root, 'trainLarge.ts', file, values.steps) });
  }
  await writePage(await readSuites<TrainingResults>(json));
}
