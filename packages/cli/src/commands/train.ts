import { AisleError } from '@aisle/core';
import { topK, type ModelConfig, type TrainedModel } from '@aisle/model';
import { DEFAULT_FIT, evaluateModel, fit, initialState, scoreExamples, tuneMemory, type Example, type FitOptions } from '@aisle/model/train';
import { packRelease, type GoldenVector } from '@aisle/weights/write';
import path from 'node:path';
import { CheckpointFile, fingerprint, type Checkpoint } from '../checkpoint.js';
import { readDataset, type DatasetOptions } from '../dataset.js';
import { useNodeBackend } from '../nodeBackend.js';
import { formatDuration, type Progress } from '../progress.js';
import { writeRelease, writeWhole } from '../releaseFiles.js';

export interface TrainOptions extends DatasetOptions {
  readonly out: string;
  readonly name: string;
  readonly seed: number;
  readonly epochs: number;
  /** Ignore a checkpoint of another run instead of refusing. */
  readonly restart: boolean;
}

const ARCHITECTURE = { architecture: 'causal-attention', width: 64, layerCount: 2, headCount: 2, feedForwardWidth: 256, windowLength: 50 } as const;

/** Date and hash come after it in the release id. */
const RELEASE_NAME = /^[\w.-]{1,60}$/;

const GOLDEN_COUNT = 24;
const GOLDEN_TOP = 10;

/** Reads logs, trains, and writes a release with its report. Interrupted, the same command resumes after the last epoch. */
export async function train(options: TrainOptions, progress: Progress): Promise<void> {
  if (!RELEASE_NAME.test(options.name)) {
    throw new AisleError('invalid-argument', `--name must be 1 to 60 letters, digits, dots or dashes, found ${JSON.stringify(options.name)}.`);
  }
  const dataset = await readDataset(options, progress);
  progress.note(dataset.summary);
  await useNodeBackend();

  const { log, split, target, maskHistory } = dataset;
  const config: ModelConfig = { ...ARCHITECTURE, itemCount: log.itemIds.length, target };
  const fitOptions: FitOptions = {
    ...DEFAULT_FIT,
    config,
    training: split.training,
    validation: split.validation,
    maskHistory,
    epochs: options.epochs,
    seed: options.seed,
  };
  const { training, validation, ...settings } = fitOptions;
  const columns = [log.offsets, log.itemRows, log.typeIndices, log.timestampsMs].map((column) => new Uint8Array(column.buffer));
  const run = fingerprint({ settings, testElsewhere: options.test !== undefined }, ...columns);
  const checkpoints = new CheckpointFile(options.out, run);
  if (options.restart) await checkpoints.remove();
  const { state, trainedMs } = await runFit(fitOptions, checkpoints, progress);

  const model = await withMemory({ config, values: state.best.values }, fitOptions, progress);
  progress.note('Evaluating on the held-out examples');
  // A held-out shopper of whom the log knows nothing gives the encoder nothing to read.
  const examples = split.test.filter(({ history }) => history.length > 0);
  const test = await evaluateModel(model, examples, maskHistory);
  const golden = await goldenVectors(model, examples);
  const createdAt = new Date().toISOString();
  const files = await packRelease(model, log.itemIds, golden, options.name, createdAt);
  await writeRelease(options.out, files);
  const report = {
    createdAt,
    trainMinutes: trainedMs / 60_000,
    settings,
    dataset: dataset.summary,
    epochs: state.history,
    bestEpoch: state.best.epoch,
    memory: model.config.memory ?? null,
    test,
  };
  await writeWhole(path.join(options.out, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
  await checkpoints.remove();
  const bytes = files.reduce((sum, file) => sum + file.bytes.byteLength, 0);
  progress.note(
    `Wrote ${files.length} files, ${(bytes / 1e6).toFixed(2)} MB, to ${options.out} after ${formatDuration(trainedMs)} of training; ` +
      `test HR@10 ${test['hr@10']!.toFixed(4)}, NDCG@10 ${test['ndcg@10']!.toFixed(4)}. Next: aisle evaluate.`,
  );
}

async function runFit(options: FitOptions, checkpoints: CheckpointFile, progress: Progress): Promise<Checkpoint> {
  const resumed = await checkpoints.read();
  if (resumed) progress.note(`Resuming after epoch ${resumed.state.epoch} of ${options.epochs}`);
  const state = resumed?.state ?? initialState(options.config, options.seed);
  const firstEpoch = state.epoch;
  const startedMs = performance.now();
  const trainedMs = () => (resumed?.trainedMs ?? 0) + performance.now() - startedMs;
  const epochs = fit(options, state, ({ epoch, step, stepsPerEpoch, loss }) => {
    const done = epoch - 1 + step / stepsPerEpoch;
    const leftMs = ((performance.now() - startedMs) / (done - firstEpoch)) * (options.epochs - done);
    const doing = `epoch ${String(epoch).padStart(String(options.epochs).length)}/${options.epochs}`;
    progress.show(doing, step / stepsPerEpoch, `loss ${loss.toFixed(3)}, at most ${formatDuration(leftMs)} left`);
  });
  for await (const { epoch, loss, validationNdcg } of epochs) {
    const best = state.best.epoch === epoch ? ' (best)' : '';
    progress.note(`epoch ${epoch}/${options.epochs}: loss ${loss.toFixed(3)}, validation NDCG@10 ${validationNdcg.toFixed(4)}${best}`);
    await checkpoints.write({ state, trainedMs: trainedMs() });
  }
  return { state, trainedMs: trainedMs() };
}

/** Puts a transition memory beside the sequence model, as far as validation says that it helps. */
async function withMemory(
  sequence: TrainedModel,
  { training, validation, maskHistory, seed }: FitOptions,
  progress: Progress,
): Promise<TrainedModel> {
  progress.note('Choosing the transition memory on the validation examples');
  const tuned = await tuneMemory(sequence, training, validation, maskHistory, seed);
  if (!tuned || tuned.validationNdcg <= tuned.sequenceNdcg) {
    progress.note('The memory adds nothing here; the release goes without one');
    return sequence;
  }
  const { weight, scale, queryDecay } = tuned.config;
  progress.note(
    `With a memory of ${tuned.memory.toRows.length.toLocaleString('en')} transitions (weight ${weight}, scale ${scale}, decay ${queryDecay}): ` +
      `validation NDCG@10 ${tuned.sequenceNdcg.toFixed(4)} becomes ${tuned.validationNdcg.toFixed(4)}`,
  );
  return { ...sequence, config: { ...sequence.config, memory: tuned.config }, memory: tuned.memory };
}

/** Held-out histories with this engine's answers, spread evenly over the test examples. */
async function goldenVectors(model: TrainedModel, test: readonly Example[]): Promise<GoldenVector[]> {
  const count = Math.min(GOLDEN_COUNT, test.length);
  const examples = Array.from({ length: count }, (_, i) => test[Math.floor((i * test.length) / count)]!);
  const golden: GoldenVector[] = examples.map(({ history }) => ({ history, top: [] }));
  await scoreExamples(model, examples, false, (index, scores) => {
    golden[index] = { history: examples[index]!.history, top: topK(scores, GOLDEN_TOP) };
  });
  return golden;
}
