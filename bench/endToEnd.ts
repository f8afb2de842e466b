import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readJson, root, runAisle, runInfo } from './project.js';

const METRICS = ['hr@10', 'ndcg@10'] as const;

function runAndPrint(...args: readonly string[]): string {
  const stdout = runAisle(...args);
  process.stdout.write(stdout);
  return stdout;
}

/** Trains on Amazon Beauty, evaluates, and replays shoppers in a browser. Writes docs/benchmarks/end-to-end.json. */
export async function endToEnd(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: path.join(root, '../shared/data/amazon-2014-5core/Beauty.txt.gz') },
      model: { type: 'string', default: path.join(tmpdir(), 'aisle-end-to-end') },
      users: { type: 'string', default: '300' },
      json: { type: 'string', default: path.join(root, 'docs/benchmarks/end-to-end.json') },
    },
  });
  const { data, model, users, json } = values;
  const dataset = ['--data', data, '--format', 'sequences'];
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
  // A release from an earlier run is used again.
  if (!existsSync(path.join(model, 'manifest.json')))
    runAndPrint('train', ...dataset, '--out', model, '--name', 'beauty');
  const evaluation = JSON.parse(runAndPrint('evaluate', ...dataset, '--model', model, '--json')) as {
    release: string;
    metrics: Record<string, Record<string, number>>;
  };
  const replays = ['webgpu', 'wasm'].map((tier) => {
    const file = path.join(tmpdir(), `aisle-replay-${tier}.json`);
    runAndPrint('replay', ...dataset, '--model', model, '--users', users, '--tier', tier, '--json', file);
    const { tier: usedTier, adapter, users: replayed, differing, largestScoreDifference } = readJson(file);
    return { tier: usedTier, ...(adapter && { adapter }), users: replayed, differing, largestScoreDifference };
  });
  const beauty = Object.fromEntries(
    Object.entries(evaluation.metrics).map(([name, metrics]) => [
      name,
      Object.fromEntries(METRICS.map((metric) => [metric, metrics[metric]])),
    ]),
  );
  const result = {
    ...runInfo(),
    command: 'npx -y pnpm@12 bench end-to-end',
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
