import { spawnSync } from 'node:child_process';
import { mkdtempSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { rankingHead } from '@aisle/model';
import {
  DEFAULT_FIT,
  evaluateModel,
  type FitOptions,
  fit as fitNetwork,
  initialState,
  leaveOneOut,
} from '@aisle/model/train';
import { readEventLog } from '../../packages/cli/src/data/index.js';
import { readNetwork } from '../../packages/cli/src/network/readNetwork.js';
import { useNodeBackend } from '../../packages/cli/src/nodeBackend.js';
import { ARCHITECTURE } from '../../packages/cli/src/training/architecture.js';
import { readJson, root, runAisle, runInfo } from '../project.js';
import { mergeSuite, type RunInfo } from '../results.js';
import type { Rival } from './results.js';

/** The fields of docs/benchmarks/training.json that this benchmark writes. */
interface TrainerResults {
  runs?: Record<string, RunInfo>;
  readonly rivals: { readonly tfjs: Rival; readonly pytorch: Rival; readonly epochs: number };
  readonly ray?: Readonly<Record<string, unknown>>;
  readonly import?: {
    readonly maxAbsoluteDifference: number;
    readonly sameTop20: string;
    /** Of PyTorch's network, computed here. `rivals.pytorch` has the figure that PyTorch computes. */
    readonly 'ndcg@10': number;
  };
}

const TARGET = 'next-item';
const WARM_UP_STEPS = 3;

/** Runs a module of `trainer`. @returns what it prints */
function runPython(python: string, module: string, ...args: readonly string[]): string {
  const { status, stdout } = spawnSync(python, ['-B', '-m', module, ...args], {
    cwd: path.join(root, 'trainer'),
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    // tfjs has one thread too.
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  if (status !== 0) throw new Error(`${module} ended with exit code ${status}`);
  return stdout;
}

/** The network of `aisle train` alone: without attributes and neighbours, which the trainer in PyTorch lacks. */
async function fitOptions(
  data: string,
  epochs: number,
): Promise<FitOptions & { readonly test: FitOptions['validation'] }> {
  const { log } = await readEventLog({ file: data, format: 'sequences' });
  const { training, validation, test } = leaveOneOut(log, TARGET);
  const config = { ...ARCHITECTURE, itemCount: log.itemIds.length, heads: [rankingHead(TARGET)] };
  return { ...DEFAULT_FIT, config, training, validation, test, maskHistory: true, epochs, seed: 1 };
}

class Enough extends Error {}

interface Duration {
  readonly seconds: number;
  readonly processorSeconds: number;
}

/** The time of this many steps in tfjs, after a warm-up. */
async function timeSteps(options: FitOptions, steps: number): Promise<Duration & { readonly stepsPerEpoch: number }> {
  let [startedMs, stepsPerEpoch] = [0, 0];
  let usage = process.cpuUsage();
  const epochs = fitNetwork(options, initialState(options.config, options.seed), (progress) => {
    stepsPerEpoch = progress.stepsPerEpoch;
    if (progress.step === WARM_UP_STEPS) [startedMs, usage] = [performance.now(), process.cpuUsage()];
    if (progress.step === WARM_UP_STEPS + steps) throw new Enough();
  });
  try {
    await epochs.next();
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  const { user, system } = process.cpuUsage(usage);
  return { seconds: (performance.now() - startedMs) / 1000, processorSeconds: (user + system) / 1e6, stepsPerEpoch };
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** The network in tfjs and in PyTorch, in turns on the same log; then the import of what PyTorch trained. */
export async function trainer(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: path.join(root, '../shared/data/amazon-2014-5core/Beauty.txt.gz') },
      python: { type: 'string', default: 'python3' },
      turns: { type: 'string', default: '3' },
      steps: { type: 'string', default: '30' },
      /** 0 measures speed only. */
      epochs: { type: 'string', default: '3' },
      /** JSON of trainer/proofs/ray_resume.py. */
      ray: { type: 'string' },
      work: { type: 'string', default: mkdtempSync(path.join(tmpdir(), 'aisle-trainer-')) },
      json: { type: 'string', default: path.join(root, 'docs/benchmarks/training.json') },
    },
  });
  const { data, python, steps, work } = values;
  const epochs = Number(values.epochs);
  const { test, ...options } = await fitOptions(data, Math.max(1, epochs));
  await useNodeBackend();
  const actions = options.training.reduce((sum, history) => sum + history.actions.length, 0);
  const durations: { readonly tfjs: Duration[]; readonly pytorch: Duration[] } = { tfjs: [], pytorch: [] };
  let events = 0;
  for (let turn = 0; turn < Number(values.turns); turn++) {
    const { stepsPerEpoch, ...duration } = await timeSteps(options, Number(steps));
    events = (Number(steps) * actions) / stepsPerEpoch;
    durations.tfjs.push(duration);
    durations.pytorch.push(JSON.parse(runPython(python, 'proofs.speed', data, TARGET, steps)));
    console.log(`turn ${turn + 1}: ${JSON.stringify([durations.tfjs.at(-1), durations.pytorch.at(-1)])}`);
  }
  const accuracy: { tfjs?: number; pytorch?: number } = {};
  let imported: TrainerResults['import'];
  if (epochs > 0) {
    const state = initialState(options.config, options.seed);
    for await (const report of fitNetwork(options, state)) console.log('tfjs', report);
    const model = { config: options.config, values: state.best.values };
    accuracy.tfjs = (await evaluateModel(model, test, options.maskHistory))['ndcg@10']!;
    console.log(
      runPython(
        python,
        'aisle_trainer.main',
        '--data',
        data,
        '--target',
        TARGET,
        '--epochs',
        values.epochs,
        '--out',
        work,
      ),
    );
    accuracy.pytorch = readJson(path.join(work, 'training.json')).test['ndcg@10'];
    const release = path.join(work, 'release');
    console.log(
      runAisle(
        'import',
        path.join(work, 'network.safetensors'),
        '--items',
        path.join(work, 'items.txt'),
        '--out',
        release,
      ),
    );
    const { parity } = readJson(path.join(release, 'report.json'));
    const file = path.join(work, 'network.safetensors');
    const evaluated = await evaluateModel(readNetwork(await readFile(file), file), test, options.maskHistory);
    imported = {
      'ndcg@10': evaluated['ndcg@10']!,
      maxAbsoluteDifference: parity.maxAbsoluteDifference,
      sameTop20: `${parity.sameTop} of ${parity.histories}`,
    };
  }
  const rival = (name: 'tfjs' | 'pytorch'): Rival => ({
    eventsPerSecond: Math.round(events / median(durations[name].map(({ seconds }) => seconds))),
    eventsPerProcessorSecond: Math.round(events / median(durations[name].map((duration) => duration.processorSeconds))),
    ...(accuracy[name] !== undefined && { 'ndcg@10': accuracy[name] }),
  });
  const part: TrainerResults = {
    rivals: { tfjs: rival('tfjs'), pytorch: rival('pytorch'), epochs },
    ...(values.ray !== undefined && statSync(values.ray).isFile() && { ray: readJson(values.ray) }),
    ...(imported && { import: imported }),
  };
  const { turns } = values;
  const command = `pnpm bench trainer --turns ${turns} --steps ${steps} --epochs ${epochs}`;
  const info = { ...runInfo(), command };
  await mergeSuite(values.json, 'trainer', info, part);
  console.log(JSON.stringify(part, null, 1));
}
