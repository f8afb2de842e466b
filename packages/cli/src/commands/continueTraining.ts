import path from 'node:path';
import { AisleError } from '@aisle/core';
import { itemTarget, type ModelConfig } from '@aisle/model';
import { type Continuation, continuationOf, continueFrom, type FitProgress, refreshFrom } from '@aisle/model/train';
import { quantizeModel } from '@aisle/weights/write';
import { type DatasetOptions, isSplitByTime, readDataset } from '../dataset.js';
import { testFigures, whyNoExamples } from '../evaluation/missingExamples.js';
import { useNodeBackend } from '../nodeBackend.js';
import { formatDuration, type Progress } from '../progress.js';
import { prepareFolder, readRelease, writeAtomically } from '../releaseFiles.js';
import { type ReleaseReport, readReport } from '../report.js';
import { writeReportPage } from '../reportPage/writeReportPage.js';
import { ARCHITECTURE } from '../training/architecture.js';
import { reportFigures } from '../training/reportFigures.js';
import { testMetrics } from '../training/testMetrics.js';
import { checkReleaseName, type ReleaseOptions, writeTrained } from '../training/writeTrained.js';

export interface ContinueTrainingOptions extends DatasetOptions, ReleaseOptions {
  /** Folder of a release that `train` wrote, with its report. */
  readonly from: string;
  readonly refreshEncoder: boolean;
}

/**
 * Continues from a release with a later log. Only new items and items with new events are learned; everything else
 * stays bit-identical. With `refreshEncoder`, everything is trained. A run takes minutes, so it writes no checkpoint.
 */
export async function continueTraining(options: ContinueTrainingOptions, progress: Progress): Promise<void> {
  checkReleaseName(options.name);
  const { from, refreshEncoder, seed } = options;
  const release = await readRelease(from);
  const { manifest, itemIds } = release;
  checkConfig(manifest.config, options);
  const report = await readParentReport(from, manifest.releaseId);
  const target = itemTarget(manifest.config);
  const dataset = await readDataset({ ...options, target }, progress, { itemIds, unknownItems: 'append' });
  progress.log(dataset.summary);
  const { log, split } = dataset;
  if (!log.timed) {
    throw new AisleError(
      'invalid-argument',
      `Asked for --from ${from}, found events without timestamps in ${options.data}: they do not show what is new. Train without --from.`,
    );
  }
  if (!isSplitByTime(options.split)) {
    throw new AisleError(
      'invalid-argument',
      `Asked for --from ${from}, found ${options.split ? `--split ${options.split}` : 'no --split'}. Give --split time:DATE: new events are known only if the release was trained on all events before a date.`,
      { from },
    );
  }
  if (split.test.length === 0)
    progress.log(`No test examples: the releases are not compared. ${whyNoExamples(dataset, options)}`);
  await prepareFolder(options.out);
  await useNodeBackend();

  const startedMs = performance.now();
  const training = split.refit ?? split.training;
  const { score, continuation, bestEpoch } = report;
  const continueOptions = {
    release,
    score: score ?? undefined,
    continuation,
    training,
    itemCount: log.itemIds.length,
    attributes: dataset.attributes,
    contentKinds: dataset.contentKinds,
    categories: dataset.categories,
    seed,
  };
  const show = ({ epoch, step, stepsPerEpoch, loss }: FitProgress) =>
    progress.update(`epoch ${epoch}`, step / stepsPerEpoch, `loss ${loss.toFixed(3)}`);
  progress.log(`Continuing from ${manifest.releaseId}${refreshEncoder ? ', encoder included' : ''}`);
  const { model: continued, learnedRows } = await (refreshEncoder
    ? refreshFrom({ ...continueOptions, bestEpoch }, show)
    : continueFrom(continueOptions, show));
  const trainMinutes = (performance.now() - startedMs) / 60_000;
  // The models of order timing replace heads. A refreshed encoder has none.
  const { orderTiming } = release;
  const model = quantizeModel({ ...continued, ...(!refreshEncoder && orderTiming && { orderTiming }) });

  if (split.test.length > 0) progress.log('Evaluating both releases on the test examples');
  const test = await testMetrics(model, dataset);
  const parentTest = await testMetrics(release, dataset);
  const { fileCount, ...written } = await writeTrained(model, log.itemIds, options, manifest);
  const newItems = log.itemIds.length - itemIds.length;
  const changedItems = learnedRows.subarray(1, itemIds.length + 1).reduce((sum, learned) => sum + learned, 0);
  const continuedReport: ReleaseReport & Readonly<Record<string, unknown>> = {
    ...written,
    trainMinutes,
    parent: { releaseId: manifest.releaseId, test: parentTest ?? null },
    refreshedEncoder: refreshEncoder,
    newItems,
    changedItems,
    seed,
    dataset: dataset.summary,
    bestEpoch,
    score,
    continuation: refreshEncoder ? continuationOf(training) : continuationOf(training, continuation.recency),
    test: test ?? null,
    ...(options.command !== undefined && { command: options.command }),
    ...(await reportFigures(model, dataset, options)),
  };
  await writeAtomically(path.join(options.out, 'report.json'), `${JSON.stringify(continuedReport, null, 1)}\n`);
  await writeReportPage(options.out);
  const number = (value: number) => value.toLocaleString('en');
  progress.log(
    `Wrote ${fileCount} files to ${options.out} after ${formatDuration(trainMinutes * 60_000)} of training: ` +
      `${number(newItems)} new items, ${number(changedItems)} changed of ${number(itemIds.length)}, encoder ${refreshEncoder ? 'refreshed' : 'unchanged'}; ` +
      `${testFigures(test, ['ndcg@10'])}${parentTest ? `; parent release: ${testFigures(parentTest, ['ndcg@10'])}` : ''}.`,
  );
}

/** @throws AisleError `invalid-argument` if the release has another target or architecture than this run */
function checkConfig(config: ModelConfig, { from, target }: ContinueTrainingOptions): void {
  const fail = (asked: string, found: unknown, advice: string): never => {
    throw new AisleError('invalid-argument', `Asked for --from ${from}${asked}, found ${found}. ${advice}`, { from });
  };
  if (target !== undefined && target !== itemTarget(config)) {
    fail(` and --target ${target}`, `a release for ${itemTarget(config)}`, 'Remove --target, or train without --from.');
  }
  for (const [field, value] of Object.entries(ARCHITECTURE)) {
    const found = config[field as keyof typeof ARCHITECTURE];
    if (found !== value)
      fail('', `a release whose ${field} is ${found} but this version trains ${value}`, 'Train without --from.');
  }
}

/** @throws AisleError `invalid-argument` if the folder has no report with the time until which the release was trained */
async function readParentReport(
  from: string,
  releaseId: string,
): Promise<ReleaseReport & { readonly continuation: Continuation }> {
  const report = await readReport(from);
  const fail = (found: string, advice: string): never => {
    throw new AisleError('invalid-argument', `Asked for --from ${from}, found ${found}. ${advice}`, { from });
  };
  if (!report) return fail('no report.json beside the release', 'Give the complete release folder.');
  const { continuation } = report;
  if (!continuation) {
    return fail(
      'a report without the time until which the release was trained',
      'Train it again with --split time:DATE, on a log with timestamps.',
    );
  }
  if (report.releaseId !== releaseId)
    return fail(`a report of ${report.releaseId} beside the release ${releaseId}`, 'Give the complete release folder.');
  return { ...report, continuation };
}
