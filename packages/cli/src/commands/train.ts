import path from 'node:path';
import { type ModelConfig, rankingHead, type TrainedModel } from '@aisle/model';
import {
  applyScore,
  type ContentRule,
  type CountedData,
  contentNeighbours,
  continuationOf,
  countItems,
  DEFAULT_FIT,
  epochsFor,
  evaluateModel,
  type FitOptions,
  fit,
  fitProbability,
  fitScore,
  initialState,
  refit,
  refitEpochs,
  relationConfigs,
  relationTables,
  reportOfScore,
  type Split,
  withItemsWithoutEvents,
  withNeighbours,
  withRelations,
} from '@aisle/model/train';
import { quantizeModel } from '@aisle/weights/write';
import { dataTable, dataVerdictText } from '../check/dataPage.js';
import { type Checkpoint, CheckpointFile, fingerprint } from '../checkpoint.js';
import { type Dataset, type DatasetOptions, isSplitByTime, readDataset } from '../dataset.js';
import { logEmptyParts, requireTraining, testFigures } from '../evaluation/missingExamples.js';
import { useNodeBackend } from '../nodeBackend.js';
import { formatDuration, type Progress } from '../progress.js';
import { writeAtomically } from '../releaseFiles.js';
import { writeReportPage } from '../reportPage/writeReportPage.js';
import { sampleEvenly } from '../sampleEvenly.js';
import { ARCHITECTURE } from '../training/architecture.js';
import { chooseRelations } from '../training/chooseRelations.js';
import { chooseSituations } from '../training/chooseSituations.js';
import { reportFigures } from '../training/reportFigures.js';
import { testMetrics } from '../training/testMetrics.js';
import { checkReleaseName, type ReleaseOptions, writeTrained } from '../training/writeTrained.js';

export interface TrainOptions extends DatasetOptions, ReleaseOptions {
  /** Default: by the size of the log. */
  readonly epochs: number | undefined;
  /** Delete an existing checkpoint instead of resuming from it. */
  readonly restart: boolean;
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
  const model = quantizeModel(completed.model);
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
  await writeReportPage(options.out);
  await checkpoints.remove();
  progress.log(
    `Wrote ${fileCount} files, ${(written.releaseBytesGzip / 1e6).toFixed(2)} MB compressed, to ${options.out} after ${formatDuration(trainMinutes * 60_000)} of training; ` +
      `${testFigures(test, ['hr@10', 'ndcg@10'])}. ${test ? 'Next: aisle evaluate.' : 'Read the first lines of this output.'}`,
  );
  for (const sentence of report.evaluation?.trivial ?? []) progress.log(sentence);
}

async function runFit(options: FitOptions, checkpoints: CheckpointFile, progress: Progress): Promise<Checkpoint> {
  const resumed = await checkpoints.read();
  if (resumed) progress.log(`Resuming after epoch ${resumed.state.epoch} of ${options.epochs}`);
  const state = resumed?.state ?? initialState(options.config, options.seed, options.attributes);
  const firstEpoch = state.epoch;
  const startedMs = performance.now();
  const trainedMs = () => (resumed?.trainedMs ?? 0) + performance.now() - startedMs;
  const epochs = fit(options, state, ({ epoch, step, stepsPerEpoch, loss }) => {
    const done = epoch - 1 + step / stepsPerEpoch;
    const leftMs = ((performance.now() - startedMs) / (done - firstEpoch)) * (options.epochs - done);
    const label = `epoch ${String(epoch).padStart(String(options.epochs).length)}/${options.epochs}`;
    progress.update(label, step / stepsPerEpoch, `loss ${loss.toFixed(3)}, at most ${formatDuration(leftMs)} left`);
  });
  for await (const { epoch, loss, validationNdcg } of epochs) {
    const best = state.best.epoch === epoch ? ' (best)' : '';
    const quality = options.validation.length > 0 ? `, validation NDCG@10 ${validationNdcg.toFixed(4)}${best}` : '';
    progress.log(`epoch ${epoch}/${options.epochs}: loss ${loss.toFixed(3)}${quality}`);
    await checkpoints.write({ state, trainedMs: trainedMs() });
  }
  return { state, trainedMs: trainedMs() };
}

/** Fits the weights of the score parts on the validation examples, then trains on those too if the split allows it. */
async function completeModel(
  network: TrainedModel,
  options: FitOptions,
  { log, split, contentKinds, categories }: Dataset,
  bestEpoch: number,
  progress: Progress,
) {
  const { training, validation, maskHistory } = options;
  const { timed } = log;
  if (validation.length > 0)
    progress.log('Fitting the weights of transitions, repeats and item statistics on the validation examples');
  const content = contentKinds.length > 0 ? contentNeighbours(contentKinds, log.itemIds.length) : undefined;
  const score = await fitScore(network, { ...options, timed, content }, (share) =>
    progress.update('Choosing how transitions are counted', share),
  );
  const tablesOf = (histories: Split['training']) =>
    relationTables({
      training: histories,
      itemCount: log.itemIds.length,
      timed,
      ...(categories && { categories }),
      ...(content && { nearest: content }),
    });
  if (!score) {
    const model = withRelations(
      content
        ? withItemsWithoutEvents(network, { actionCounts: countItems(training, log.itemIds.length) }, content)
        : network,
      {},
      tablesOf(split.refit ?? training),
    );
    return { model, score, relations: {}, situations: undefined, unpruned: model };
  }
  const { transitions } = score;
  progress.log(
    `Validation NDCG@10 of the full score ${score.ndcg.toFixed(4)} with ` +
      (transitions
        ? `transitions counted "${transitions.rule.name}", decay ${transitions.queryDecay}, ${transitions.neighbours} of each item, ${contentText(transitions.content)}`
        : 'no transitions: they do not improve the ranking here'),
  );
  // By the model that has not learned the validation examples.
  const applied = applyScore(network, score, { training, maskHistory, timed, content });
  const tables = tablesOf(training);
  const relations = await chooseRelations(applied, tables.relations, options, progress);
  const configs = relationConfigs(relations);
  const related = withRelations(applied, configs, tables);
  const situations = await chooseSituations(related, options, progress);
  const added = situations?.factors && { situations: situations.factors };
  const probability = await fitProbability(withConfig(related, added), validation, maskHistory);
  let trained = network;
  if (split.refit) {
    progress.log(`Training with the validation examples for ${refitEpochs(bestEpoch)} epochs`);
    trained = await refit(network, split.refit, options, bestEpoch, ({ epoch, step, stepsPerEpoch, loss }) =>
      progress.update(
        `refit epoch ${epoch}/${refitEpochs(bestEpoch)}`,
        step / stepsPerEpoch,
        `loss ${loss.toFixed(3)}`,
      ),
    );
  }
  const counted: CountedData = { training: split.refit ?? training, maskHistory, timed, content };
  const finalTables = split.refit ? tablesOf(split.refit) : tables;
  const complete = (neighbours?: number) =>
    withConfig(withRelations(applyScore(trained, score, counted, neighbours), configs, finalTables), added);
  return {
    score,
    relations,
    situations,
    model: withConfig(complete(), probability && { probability }),
    unpruned: complete(Infinity),
  };
}

const withConfig = (model: TrainedModel, added: Partial<ModelConfig> | undefined): TrainedModel => ({
  ...model,
  config: { ...model.config, ...added },
});

const contentText = (rule: ContentRule | undefined) =>
  rule ? `similar content ${rule.shape} by ${rule.weight}` : 'no similar content';
