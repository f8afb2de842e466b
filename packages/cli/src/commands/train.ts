import path from 'node:path';
import { type ModelConfig, rankingHead } from '@aisle/model';
import {
  continuationOf,
  DEFAULT_FIT,
  epochsFor,
  evaluateModel,
  type FitOptions,
  reportOfScore,
  withNeighbours,
} from '@aisle/model/train';
import { quantizeModel } from '@aisle/weights/write';
import { dataTable, dataVerdictText } from '../check/dataPage.js';
import { CheckpointFile, fingerprint } from '../checkpoint.js';
import { type DatasetOptions, isSplitByTime, readDataset } from '../dataset.js';
import { logEmptyParts, requireTraining, testFigures } from '../evaluation/missingExamples.js';
import { addHeads, type HeadsOptions } from '../heads/addHeads.js';
import { useNodeBackend } from '../nodeBackend.js';
import { formatDuration, type Progress } from '../progress.js';
import { prepareFolder, writeAtomically } from '../releaseFiles.js';
import { writeReportPage } from '../reportPage/writeReportPage.js';
import { sampleEvenly } from '../sampleEvenly.js';
import { ARCHITECTURE } from '../training/architecture.js';
import { completeModel } from '../training/completeModel.js';
import { reportFigures } from '../training/reportFigures.js';
import { runFit } from '../training/runFit.js';
import { testMetrics } from '../training/testMetrics.js';
import { checkReleaseName, type ReleaseOptions, writeTrained } from '../training/writeTrained.js';

export interface TrainOptions extends DatasetOptions, ReleaseOptions, HeadsOptions {
  /** Default: by the size of the log. */
  readonly epochs: number | undefined;
  /** Delete an existing checkpoint instead of resuming from it. */
  readonly restart: boolean;
  /** Also train heads over the session. */
  readonly heads: boolean;
}

/** Test examples that compare the release with the unquantised, unpruned model: enough to see a loss of one per cent. */
const COMPARED_EXAMPLES = 25_000;

/** Reads a log, trains, and writes a release with its report. After an interruption, the same command resumes after the last epoch. */
export async function train(options: TrainOptions, progress: Progress): Promise<void> {
  checkReleaseName(options.name);
  const dataset = await readDataset(options, progress);
  progress.log(`${dataTable(dataset.data)}\n${dataVerdictText(dataset.data)}`);
  progress.log(dataset.summary);
  logEmptyParts(dataset, options, (line) => progress.log(line));
  requireTraining(dataset, options);
  await prepareFolder(options.out);
  await useNodeBackend();

  const { log, split, target, maskHistory } = dataset;
  const config: ModelConfig = { ...ARCHITECTURE, itemCount: log.itemIds.length, heads: [rankingHead(target)] };
  const fitOptions: FitOptions = {
    ...DEFAULT_FIT,
    config,
    training: split.training,
    validation: split.validation,
    maskHistory,
    attributes: withNeighbours(dataset.attributes, split.training, log.itemIds.length),
    epochs: options.epochs ?? epochsFor(split.training),
    seed: options.seed,
  };
  const { training, validation, attributes, ...settings } = fitOptions;
  const columns = [
    log.offsets,
    log.itemRows,
    log.typeIndices,
    log.timestampsMs,
    log.listIndices,
    attributes?.ids ?? new Int32Array(),
  ].map((column) => new Uint8Array(column.buffer));
  // Existing checkpoints have the hash of these field names.
  const run = fingerprint({ settings, split: options.split, testElsewhere: options.test !== undefined }, ...columns);
  const checkpoints = new CheckpointFile(options.out, run);
  if (options.restart) await checkpoints.remove();
  const { state, trainedMs } = await runFit(fitOptions, checkpoints, progress);

  const startedMs = performance.now();
  const completed = await completeModel(
    { config, values: state.best.values },
    fitOptions,
    dataset,
    state.best.epoch,
    progress,
  );
  const trainMinutes = (trainedMs + performance.now() - startedMs) / 60_000;
  const ranker = quantizeModel(completed.model);
  const { model, heads } = options.heads
    ? addHeads(ranker, dataset, progress, options)
    : { model: ranker, heads: undefined };
  if (split.test.length > 0) progress.log('Evaluating on the test examples');
  const test = await testMetrics(model, dataset);
  // The encoder cannot rank an empty history.
  const examples = split.test.filter(({ history }) => history.length > 0);
  const sampled = sampleEvenly(examples, COMPARED_EXAMPLES);
  const { fileCount, ...written } = await writeTrained(model, log.itemIds, options);
  const report = {
    ...written,
    trainMinutes,
    ...(options.command !== undefined && { command: options.command }),
    settings,
    dataset: dataset.summary,
    data: dataset.data,
    epochs:
      split.validation.length > 0 ? state.history : state.history.map((epoch) => ({ ...epoch, validationNdcg: null })),
    bestEpoch: state.best.epoch,
    score: completed.score ? reportOfScore(completed.score) : null,
    relations: completed.relations,
    ...(completed.situations && { situations: completed.situations }),
    context: completed.context ?? null,
    order: completed.order ?? null,
    ...(heads && { heads }),
    // Other splits also exclude earlier events, so a later run could not know which events were learned.
    ...(log.timed && split.refit && isSplitByTime(dataset.splitName) && { continuation: continuationOf(split.refit) }),
    test: test ?? null,
    /** The release, the same model with float32 weights, and that model with all transitions. */
    quantization:
      sampled.length === 0
        ? null
        : {
            examples: sampled.length,
            whole: await evaluateModel(completed.unpruned, sampled, maskHistory),
            pruned: await evaluateModel(completed.model, sampled, maskHistory),
            released: await evaluateModel(model, sampled, maskHistory),
          },
    ...(await reportFigures(model, dataset, options)),
  };
  await writeAtomically(path.join(options.out, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
  const page = await writeReportPage(options.out);
  await checkpoints.remove();
  progress.log(
    `Wrote ${fileCount} files, ${(written.releaseBytesGzip / 1e6).toFixed(2)} MB compressed, to ${options.out} after ${formatDuration(trainMinutes * 60_000)} of training; ` +
      `${testFigures(test, ['hr@10', 'ndcg@10'])}. Next: open ${page}.`,
  );
  for (const sentence of report.evaluation?.trivial ?? []) progress.log(sentence);
}
