// Run as its own process: node trainLarge.ts FILE STEPS. It trains some steps, and does all that follows the epochs.
import { rankingHead } from '@aisle/model';
import {
  actionCount,
  DEFAULT_FIT,
  type FitOptions,
  fit as fitNetwork,
  initialState,
  MAX_EPOCH_ACTIONS,
  releasedValues,
  withNeighbours,
} from '@aisle/model/train';
import { readDataset } from '../../packages/cli/src/dataset.js';
import { useNodeBackend } from '../../packages/cli/src/nodeBackend.js';
import { openProgress } from '../../packages/cli/src/progress.js';
import { sampleEvenly } from '../../packages/cli/src/sampleEvenly.js';
import { ARCHITECTURE } from '../../packages/cli/src/training/architecture.js';
import { completeModel } from '../../packages/cli/src/training/completeModel.js';
import type { LargeTraining } from './results.js';

const WARM_UP_STEPS = 3;
/** Fitting the score takes the same time for any log, so a part of its examples suffices here. */
const VALIDATION_EXAMPLES = 500;

const [file, stepsText] = process.argv.slice(2) as [string, string];
const steps = Number(stepsText);
const progress = openProgress(process.stderr);
const minutesSince = (startedMs: number) => (performance.now() - startedMs) / 60_000;
const processorMinutes = (since?: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 60e6;
};

const dataset = await readDataset(
  { data: file, format: undefined, catalogueFile: undefined, test: undefined, target: undefined },
  progress,
);
progress.log(dataset.summary);
await useNodeBackend();
const { log, split, target, maskHistory } = dataset;
const itemCount = log.itemIds.length;
const config = { ...ARCHITECTURE, itemCount, heads: [rankingHead(target)] };
const options: FitOptions = {
  ...DEFAULT_FIT,
  config,
  training: split.training,
  validation: sampleEvenly(split.validation, VALIDATION_EXAMPLES),
  maskHistory,
  attributes: withNeighbours(undefined, split.training, itemCount),
  seed: 1,
};
const state = initialState(config, options.seed, options.attributes);

class Enough extends Error {}
let [startedMs, stepsPerEpoch] = [0, 0];
let usage = process.cpuUsage();
try {
  await fitNetwork(options, state, ({ step, stepsPerEpoch: all, loss }) => {
    stepsPerEpoch = all;
    progress.update(`step ${step}`, step / steps, `loss ${loss.toFixed(3)}`);
    if (step === WARM_UP_STEPS) [startedMs, usage] = [performance.now(), process.cpuUsage()];
    if (step === WARM_UP_STEPS + steps) throw new Enough();
  }).next();
} catch (thrown) {
  if (!(thrown instanceof Enough)) throw thrown;
}
const epochActions = Math.min(MAX_EPOCH_ACTIONS, actionCount(split.training));
const minutesPerStep = minutesSince(startedMs) / steps;
const processorMinutesPerStep = processorMinutes(usage) / steps;

const trained = releasedValues(state.values, { width: config.width, attributes: options.attributes });
[startedMs, usage] = [performance.now(), process.cpuUsage()];
await completeModel({ config, values: trained }, options, dataset, 1, progress);
const figures: LargeTraining = {
  events: log.itemRows.length,
  items: itemCount,
  peakMemoryBytes: 1024 * process.resourceUsage().maxRSS,
  eventsPerSecond: Math.round(epochActions / stepsPerEpoch / (60 * minutesPerStep)),
  steps,
  stepsPerEpoch,
  minutesPerEpoch: Number((minutesPerStep * stepsPerEpoch).toPrecision(3)),
  processorMinutesPerEpoch: Number((processorMinutesPerStep * stepsPerEpoch).toPrecision(3)),
  minutesAfterEpochs: Number(minutesSince(startedMs).toPrecision(3)),
  processorMinutesAfterEpochs: Number(processorMinutes(usage).toPrecision(3)),
  validationExamples: options.validation.length,
};
console.log(JSON.stringify(figures));
