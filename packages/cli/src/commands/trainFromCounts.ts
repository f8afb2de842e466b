import path from 'node:path';
import { AisleError } from '@aisle/core';
import { itemTarget, type ModelConfig, rankingHead, type TrainedModel } from '@aisle/model';
import {
  applyScore,
  type Example,
  evaluateScorer,
  fitProbability,
  fitScore,
  popularityNetwork,
  reportOfScore,
  rowsByTrend,
} from '@aisle/model/train';
import type { Release } from '@aisle/weights';
import { quantizeModel } from '@aisle/weights/write';
import { type PartCounts, type ReadCounts, readCounts } from '../counts/readCounts.js';
import { testFigures } from '../evaluation/missingExamples.js';
import { modelMetrics } from '../evaluation/modelMetrics.js';
import { useNodeBackend } from '../nodeBackend.js';
import { formatDuration, type Progress } from '../progress.js';
import { readRelease, writeAtomically } from '../releaseFiles.js';
import { ARCHITECTURE } from '../training/architecture.js';
import { chooseSituations } from '../training/chooseSituations.js';
import { checkReleaseName, type ReleaseOptions, writeTrained } from '../training/writeTrained.js';

export interface CountsTrainingOptions extends ReleaseOptions {
  /** Folder with the tables of counts.sql. */
  readonly counts: string;
  /** Release folder whose network is used. Default: no network. */
  readonly from: string | undefined;
}

/** If fewer labels are repeats, rankings exclude the items of the history, as in `readDataset`. */
const MASK_BELOW_REPEAT_SHARE = 0.01;

/**
 * Builds a release from counts of a data warehouse, and writes it with its report. The weights of the score are fitted
 * to one half of the labelled shoppers, and tested on the other half. The network is that of a release, or absent.
 *
 * @throws AisleError as `readCounts` and `readRelease` do; `data-invalid` without labels; `invalid-argument` for a
 *   release with another target
 */
export async function trainFromCounts(options: CountsTrainingOptions, progress: Progress): Promise<void> {
  checkReleaseName(options.name);
  const { counts: directory, from, seed } = options;
  const startedMs = performance.now();
  const release = from === undefined ? undefined : await readRelease(from);
  const read = await readCounts(directory, release?.itemIds);
  const { itemIds, training, whole } = read;
  checkTarget(read, options, release);
  const [validation, test] = halves(read.examples);
  const number = (value: number) => value.toLocaleString('en');
  const dataset =
    `${number(itemIds.length)} items, ${number(sum(whole.actionCounts))} actions; target ${read.target}; transitions counted ` +
    `"${whole.rules[0].name}"; labels of shoppers: ${number(validation.length)} validation and ${number(test.length)} test examples`;
  progress.log(dataset);
  if (validation.length === 0 || test.length === 0) throw tooFewLabels(directory, read.examples);
  await useNodeBackend();

  const maskHistory = repeatShareOf(read.examples) < MASK_BELOW_REPEAT_SHARE;
  const config = configOf(read, release);
  const networkOf = ({ actionCounts }: PartCounts) => popularityNetwork(config, actionCounts, release);
  const fitting = { training: [], validation, maskHistory, timed: true, counts: training, seed };
  const score = await fitScore(networkOf(training), fitting, (share) =>
    progress.update('Choosing how the counts weigh', share),
  );
  if (!score) throw tooFewLabels(directory, []);
  const scored = (counts: PartCounts) =>
    applyScore(networkOf(counts), score, { training: [], maskHistory, timed: true, counts });
  const situations = await chooseSituations(scored(training), fitting, progress);
  const added = situations?.factors && { situations: situations.factors };
  const probability = await fitProbability(withConfig(scored(training), added), validation, maskHistory);
  const complete = (counts: PartCounts) =>
    quantizeModel({
      ...withConfig(scored(counts), { ...added, ...(probability && { probability }) }),
      kinds: kindsOf(read),
    });

  progress.log('Evaluating on the test examples');
  const { actionCounts } = training;
  const testFiguresOf = await modelMetrics(complete(training), test, maskHistory, actionCounts);
  const baselines = {
    popularity: evaluateScorer(() => actionCounts, test, maskHistory),
    transitionTable: evaluateScorer(training.baselines()[0]!, test, maskHistory),
  };
  const { fileCount, ...written } = await writeTrained(complete(whole), itemIds, options);
  const trainMinutes = (performance.now() - startedMs) / 60_000;
  const report = {
    ...written,
    trainMinutes,
    dataset,
    bestEpoch: 0,
    /** Null without a network. */
    network: release ? release.manifest.releaseId : null,
    maskHistory,
    seed,
    score: reportOfScore(score),
    ...(situations && { situations }),
    /** Of the same score on the counts until the held out part. The release has those of the whole log. */
    test: testFiguresOf,
    baselines,
  };
  await writeAtomically(path.join(options.out, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
  progress.log(
    `Wrote ${fileCount} files, ${(written.releaseBytesGzip / 1e6).toFixed(2)} MB compressed, to ${options.out} after ${formatDuration(trainMinutes * 60_000)}; ` +
      `${testFigures(testFiguresOf, ['hr@10', 'ndcg@10'])}, of popularity ${baselines.popularity['ndcg@10']!.toFixed(4)}, ` +
      `of the plain transitions ${baselines.transitionTable['ndcg@10']!.toFixed(4)}.`,
  );
}

function tooFewLabels(directory: string, examples: readonly Example[]): AisleError {
  const shoppers = new Set(examples.map(({ userId }) => userId)).size;
  return new AisleError(
    'data-invalid',
    `Asked to train on --counts ${directory}, found usable labels of ${shoppers} shoppers. Set a smaller time_parts in counts.sql, so that the held out part is longer, or count more events.`,
    { directory, shoppers },
  );
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

/** Shoppers take turns: their numbers are in no order. */
function halves(examples: readonly Example[]): [validation: Example[], test: Example[]] {
  return [1, 0].map((rest) => examples.filter(({ userId }) => Number(userId) % 2 === rest)) as [Example[], Example[]];
}

function repeatShareOf(examples: readonly Example[]): number {
  const repeats = examples.filter(({ history, labelRow }) => history.some(({ itemRow }) => itemRow === labelRow));
  return repeats.length / Math.max(1, examples.length);
}

function checkTarget({ target }: ReadCounts, { counts, from }: CountsTrainingOptions, release?: Release): void {
  if (!release || itemTarget(release.manifest.config) === target) return;
  throw new AisleError(
    'invalid-argument',
    `Asked for --counts ${counts} with the target ${target}, found a release for ${itemTarget(release.manifest.config)} in --from ${from}. Set the target in counts.sql, or give another release.`,
    { from },
  );
}

/** The sizes of the release's network, without the parts of its score. */
function configOf({ itemIds, target }: ReadCounts, release?: Release): ModelConfig {
  const sizes = release
    ? Object.fromEntries(
        Object.keys(ARCHITECTURE).map((field) => [field, release.manifest.config[field as keyof typeof ARCHITECTURE]]),
      )
    : {};
  return { ...ARCHITECTURE, ...sizes, itemCount: itemIds.length, heads: [rankingHead(target)] };
}

/** What sells lately. Nothing is known of categories. */
function kindsOf({ itemIds, demand, recentDemand }: ReadCounts): NonNullable<TrainedModel['kinds']> {
  const ofRow = new Int32Array(itemIds.length + 1).fill(-1);
  return { names: [], ofRow, repurchases: [], trending: rowsByTrend(recentDemand, demand) };
}

const withConfig = (model: TrainedModel, added: Partial<ModelConfig> | undefined): TrainedModel => ({
  ...model,
  config: { ...model.config, ...added },
});
