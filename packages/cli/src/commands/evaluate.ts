import { itemTarget } from '@aisle/model';
import {
  gainsOfRanks,
  historyPartsScorer,
  type MetricName,
  type Metrics,
  metricsOfRanks,
  networkOnly,
  type PairedBootstrap,
  pairedBootstrap,
  popularity,
  resamplingUnits,
  SESSION_TRANSITIONS,
  transitionScorer,
} from '@aisle/model/train';
import { bucketTable } from '../bucketTable.js';
import { attributesOfItems, readCatalogueFile } from '../data/index.js';
import { type DatasetOptions, readDataset } from '../dataset.js';
import { type AccuracyByBytes, accuracyByBytes } from '../evaluation/accuracyByBytes.js';
import { type Bucket, bucketMeans, HISTORY_LENGTHS, TRAINING_COUNTS } from '../evaluation/buckets.js';
import { type ColdItems, coldItems } from '../evaluation/coldItems.js';
import { type Diversity, diversity } from '../evaluation/diversity.js';
import { type ListFigures, listFigures } from '../evaluation/lists/lists.js';
import { type MetricIntervals, metricIntervals } from '../evaluation/metricIntervals.js';
import { requireExamples } from '../evaluation/missingExamples.js';
import { type Ranking, rankByModel, rankByScorer } from '../evaluation/ranking.js';
import { intervalText } from '../evaluation/shareInterval.js';
import { trivialFigures } from '../evaluation/trivialFigures.js';
import { fraction, metricsTable } from '../metricsTable.js';
import { useNodeBackend } from '../nodeBackend.js';
import type { Progress } from '../progress.js';
import { readRelease, writeAtomically } from '../releaseFiles.js';
import { readReport } from '../report.js';
import { readPageReport } from '../reportPage/pageReport.js';
import { reportPage } from '../reportPage/reportPage.js';
import { reportFigures } from '../training/reportFigures.js';

export interface EvaluateOptions extends Omit<DatasetOptions, 'target'> {
  readonly model: string;
  readonly cutoffs: readonly number[];
  readonly json: boolean;
  /** File for the details, as JSON (`EvaluationDetails`). */
  readonly details?: string | undefined;
  /** File for a page with these figures, as `train` writes it, and the command line to show in it. */
  readonly page?: { readonly file: string; readonly command: string } | undefined;
}

/** The model, each of its two parts alone, and the trivial baselines. The values are the labels of the table. */
const SCORERS = {
  model: 'model',
  networkOnly: 'network alone',
  transitionsOnly: 'transitions alone',
  transitionTable: 'transition table',
  popularity: 'popularity',
} as const;
type Scorer = keyof typeof SCORERS;

/** What `evaluate --json` prints. */
export interface Evaluation {
  readonly release: string;
  readonly maskHistory: boolean;
  readonly metrics: Readonly<Record<Scorer, Metrics>>;
  /** 95 % intervals. */
  readonly intervals: Readonly<Record<Scorer, MetricIntervals>>;
  /** Why the figures say nothing, in sentences. */
  readonly trivial: readonly string[];
  /** Compares the model with the transition table. */
  readonly significance: PairedBootstrap & { readonly metric: MetricName };
  /** The same metric, by the number of training events of the label. */
  readonly byItemPopularity: readonly Bucket[];
  /** With `--split new-items` and a catalogue file. */
  readonly coldItems?: ColdItems;
}

/** What `evaluate --details` writes: means over groups of examples, never single examples. */
export interface EvaluationDetails {
  /** The metric of the buckets. */
  readonly metric: MetricName;
  readonly byHistoryLength: readonly Bucket[];
  /** By the number of training events of the label. */
  readonly byItemPopularity: readonly Bucket[];
  readonly diversity: Readonly<Record<Scorer, Diversity>>;
  readonly accuracyByBytes?: AccuracyByBytes;
  /** Absent in details of older versions. */
  readonly lists?: ListFigures;
}

/**
 * Ranks all items for every test example, by the model and by trivial baselines.
 *
 * @throws AisleError `data-invalid` without test examples, or as `readRelease` and `readDataset` do
 */
export async function evaluate(
  options: EvaluateOptions,
  progress: Progress,
  print: (text: string) => void,
): Promise<void> {
  const release = await readRelease(options.model);
  const { manifest, itemIds } = release;
  const { itemCount } = manifest.config;
  const dataset = await readDataset({ ...options, target: itemTarget(manifest.config) }, progress, {
    itemIds,
    unknownItems: 'drop',
  });
  progress.log(dataset.summary);
  requireExamples('evaluate', dataset.split.test, dataset, options);
  await useNodeBackend();
  const { split, maskHistory, transitions } = dataset;
  const { cutoffs } = options;
  const examples = split.test;
  // The baselines learn from the same events as the model.
  const training = split.refit ?? split.training;
  const byPopularity = popularity(training, itemCount);
  const byTransitions = transitionScorer(training, itemCount, transitions);
  const reportProgress = (scorer: string) => (share: number) => progress.update(`Ranking by ${scorer}`, share);
  const report = await readReport(options.model);
  const scoreSettings = report?.score
    ? { weights: report.score.weights, training, timed: dataset.log.timed, recency: report.continuation?.recency }
    : undefined;
  const rankings: Record<Scorer, Ranking> = {
    model: await rankByModel(release, examples, maskHistory, byPopularity, reportProgress('the model')),
    networkOnly: await rankByModel(
      networkOnly(release, scoreSettings),
      examples,
      maskHistory,
      byPopularity,
      reportProgress('the network alone'),
    ),
    transitionsOnly: rankByScorer(historyPartsScorer(release), examples, maskHistory, itemCount),
    transitionTable: rankByScorer(byTransitions, examples, maskHistory, itemCount),
    popularity: rankByScorer(byPopularity, examples, maskHistory, itemCount),
  };
  const mapRankings = <T>(of: (ranking: Ranking) => T) =>
    Object.fromEntries(Object.entries(rankings).map(([name, ranking]) => [name, of(ranking)])) as Record<Scorer, T>;
  const metrics = mapRankings(({ ranks }) => metricsOfRanks(ranks, cutoffs));
  const units = resamplingUnits(examples);
  const intervals = mapRankings(({ ranks }) => metricIntervals(metricsOfRanks(ranks, cutoffs), ranks, units));

  const metric: MetricName = transitions === SESSION_TRANSITIONS ? 'mrr@20' : 'ndcg@10';
  const gains = mapRankings(({ ranks }) => gainsOfRanks(ranks, metric));
  const differences = gains.model.map((gain, i) => gain - gains.transitionTable[i]!);
  const significance = { metric, ...pairedBootstrap(differences, units) };
  const hitRates = mapRankings(({ ranks }) => metricsOfRanks(ranks, [10])['hr@10']!);
  const trivial = trivialFigures(itemCount, hitRates, differences);

  const counts = byPopularity([]);
  const shownGains = { model: gains.model, transitionTable: gains.transitionTable, popularity: gains.popularity };
  const byItemPopularity = bucketMeans(
    TRAINING_COUNTS,
    examples.map(({ labelRow }) => (labelRow === 0 ? 0 : counts[labelRow]!)),
    shownGains,
    units,
  );
  if (options.details !== undefined) {
    progress.log('Measuring accuracy with fewer transitions');
    const accuracy = await accuracyByBytes(release, examples, maskHistory, byPopularity, cutoffs);
    progress.log('Measuring lists: companions, short histories, probabilities');
    const baselines = { transitions: byTransitions, popularity: byPopularity };
    const lists = await listFigures(release, split, { maskHistory, timed: dataset.log.timed }, baselines);
    const details: EvaluationDetails = {
      metric,
      byHistoryLength: bucketMeans(
        HISTORY_LENGTHS,
        examples.map(({ history }) => history.length),
        shownGains,
        units,
      ),
      byItemPopularity,
      diversity: mapRankings(({ listCounts }) => diversity(listCounts, counts, training.length)),
      ...(accuracy && { accuracyByBytes: accuracy }),
      lists,
    };
    await writeAtomically(options.details, `${JSON.stringify(details, null, 1)}\n`);
  }
  if (options.page !== undefined) {
    const { file, command } = options.page;
    const newer = { data: dataset.data, command, ...(await reportFigures(release, dataset, options)) };
    await writeAtomically(file, reportPage(await readPageReport(options.model, newer)));
    progress.log(`Wrote ${file}`);
  }

  const withheld =
    options.split === 'new-items' && options.catalogueFile !== undefined
      ? coldItems(
          examples,
          rankings.model.ranks,
          counts,
          attributesOfItems(
            (await readCatalogueFile({ file: options.catalogueFile, names: options.catalogueNames })).items,
            itemIds,
          ),
          maskHistory,
        )
      : undefined;
  const evaluation: Evaluation = {
    release: manifest.releaseId,
    maskHistory,
    metrics,
    intervals,
    trivial,
    significance,
    byItemPopularity,
    ...(withheld && { coldItems: withheld }),
  };
  if (options.json) {
    print(JSON.stringify(evaluation, null, 1));
    return;
  }
  print(
    `Release ${evaluation.release}, ${examples.length.toLocaleString('en')} test examples, items of the history ${maskHistory ? 'excluded' : 'included'}\n`,
  );
  print(
    metricsTable(
      Object.fromEntries(
        (Object.keys(SCORERS) as Scorer[]).map((name) => [
          SCORERS[name],
          { metrics: metrics[name], intervals: intervals[name] },
        ]),
      ),
      cutoffs,
    ),
  );
  print(`\n${bucketTable(byItemPopularity, metric)}`);
  if (withheld) {
    const { model, categoryPopularity, random, intervals } = withheld;
    print(
      `\nWithheld items, HR@10 among all items: ${fraction(model)} (${intervalText(intervals.model)}); ` +
        `by popularity within the category ${fraction(categoryPopularity)} (${intervalText(intervals.categoryPopularity)}), ` +
        `at random ${fraction(random)}.`,
    );
  }
  const { difference, pValue, resamples } = significance;
  print(
    `\nModel minus transition table, ${metric.toUpperCase()}: ${difference.toFixed(4)}, one-sided p = ${pValue.toPrecision(2)} ` +
      `(paired bootstrap, ${significance.units.toLocaleString('en')} users or sessions, ${resamples.toLocaleString('en')} resamples)`,
  );
  const primary = (scorer: Scorer) => metrics[scorer][metric] ?? 0;
  if (primary('model') < Math.max(primary('transitionTable'), primary('popularity')))
    print(`A trivial baseline beats the model in ${metric.toUpperCase()} on these examples.`);
  for (const sentence of trivial) print(sentence);
}
