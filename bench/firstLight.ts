import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { aisle, occasion, readJson, root } from './aisleCli.js';

const METRICS = ['hr@10', 'ndcg@10'] as const;

/** The same, its output on this terminal too. */
function shown(...args: readonly string[]): string {
  const stdout = aisle(...args);
  process.stdout.write(stdout);
  return stdout;
}

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
  execFileSync(
    process.execPath,
    [
      path.join(root, 'node_modules/rollup/dist/bin/rollup'),
      '--config',
      'rollup.config.ts',
      '--configPlugin',
      'esbuild',
      '--silent',
    ],
    { cwd: root, stdio: 'inherit' },
  );
  if (!existsSync(path.join(model, 'manifest.json'))) shown('train', ...source, '--out', model, '--name', 'beauty');
  const evaluation = JSON.parse(shown('evaluate', ...source, '--model', model, '--json')) as {
    release: string;
    metrics: Record<string, Record<string, number>>;
  };
  const replays = ['webgpu', 'wasm'].map((tier) => {
    const file = path.join(tmpdir(), `aisle-replay-${tier}.json`);
    shown('replay', ...source, '--model', model, '--users', users, '--tier', tier, '--json', file);
    const { tier: ran, adapter, users: replayed, differing, largestScoreDifference } = readJson(file);
    return { tier: ran, ...(adapter && { adapter }), users: replayed, differing, largestScoreDifference };
  });
  const beauty = Object.fromEntries(
    Object.entries(evaluation.metrics).map(([name, metrics]) => [
      name,
      Object.fromEntries(METRICS.map((metric) => [metric, metrics[metric]])),
    ]),
  );
  const result = {
    ...occasion(),
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
