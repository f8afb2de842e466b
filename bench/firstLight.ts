import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir, cpus } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const METRICS = ['hr@10', 'ndcg@10'] as const;

/** Runs a command of the CLI with its progress on this terminal, and returns what it printed. */
function aisle(...args: readonly string[]): string {
  const cli = path.join(root, 'packages/cli/src/main.ts');
  const node = ['--import', 'tsx', '--conditions=aisle-source', cli, ...args];
  const { status, stdout } = spawnSync(process.execPath, node, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
  // replay answers 1 where users differ; its JSON says how many.
  if (status !== 0 && args[0] !== 'replay') throw new Error(`aisle ${args.join(' ')} ended with exit code ${status}`);
  process.stdout.write(stdout);
  return stdout;
}

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

/** Trains (unless the folder holds a release already), evaluates and replays; writes docs/benchmarks/first-light.json. */
export async function firstLight(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: path.join(root, '../shared/data/amazon-2014-5core/Beauty.txt.gz') },
      model: { type: 'string', default: path.join(tmpdir(), 'aisle-first-light') },
      users: { type: 'string', default: '300' },
      json: { type: 'string', default: path.join(root, 'docs/benchmarks/first-light.json') },
    },
  });
  const { data, model, users, json } = values;
  const source = ['--data', data, '--format', 'sequences'];
  execFileSync(process.execPath, [path.join(root, 'node_modules/rollup/dist/bin/rollup'), '--config', 'rollup.config.ts', '--configPlugin', 'esbuild', '--silent'], { cwd: root, stdio: 'inherit' });
  if (!existsSync(path.join(model, 'manifest.json'))) aisle('train', ...source, '--out', model, '--name', 'beauty');
  const evaluation = JSON.parse(aisle('evaluate', ...source, '--model', model, '--json')) as {
    release: string;
    metrics: Record<string, Record<string, number>>;
  };
  const replays = ['webgpu', 'wasm'].map((tier) => {
    const file = path.join(tmpdir(), `aisle-replay-${tier}.json`);
    aisle('replay', ...source, '--model', model, '--users', users, '--tier', tier, '--json', file);
    const { tier: ran, adapter, users: replayed, differing, largestScoreDifference } = readJson(file);
    return { tier: ran, ...(adapter && { adapter }), users: replayed, differing, largestScoreDifference };
  });
  const beauty = Object.fromEntries(
    Object.entries(evaluation.metrics).map(([name, metrics]) => [name, Object.fromEntries(METRICS.map((metric) => [metric, metrics[metric]]))]),
  );
  const result = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`,
    command: 'npx -y pnpm@12 bench first-light',
    release: evaluation.release,
    beauty,
    trainMinutes: readJson(path.join(model, 'report.json')).trainMinutes,
    replay: {
      users: replays.reduce((sum, replay) => sum + replay.users, 0),
      differing: replays.reduce((sum, replay) => sum + replay.differing, 0),
      runs: replays,
    },
  };
  writeFileSync(json, `${JSON.stringify(result, null, 1)}\n`);
  console.log(`Wrote ${path.relative(process.cwd(), json)}`);
}
