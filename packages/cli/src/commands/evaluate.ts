import { itemTarget } from '@aisle/model';
import {
  gainsOfRanks,
  memoryScorer,
  metricsOfRanks,
  pairedBootstrap,
  popularity,
  resamplingUnits,
  sequenceAlone,
  SESSION_TRANSITIONS,
  transitionTable,
  type MetricName,
  type Metrics,
  type PairedBootstrap,
} from '@aisle/model/train';
import { readDataset, type DatasetOptions } from '../dataset.js';
import { accuracyByBytes, type AccuracyByBytes } from '../evaluation/accuracyByBytes.js';
import { bucketMeans, HISTORY_LENGTHS, TRAINING_COUNTS, type Bucket } from '../evaluation/buckets.js';
import { diversity, type Diversity } from '../evaluation/diversity.js';
import { rankByModel, rankByScorer, type Ranking } from '../evaluation/ranking.js';
import { metricsTable } from '../metricsTable.js';
import { useNodeBackend } from '../nodeBackend.js';
import type { Progress } from '../progress.js';
import { readRelease, writeWhole } from '../releaseFiles.js';
import { readReport } from '../report.js';

export interface EvaluateOptions extends Omit<DatasetOptions, 'target'> {
  readonly model: string;
  readonly cutoffs: readonly number[];
  readonly json: boolean;
  /** Where the figures behind the means go, as JSON (`EvaluationDetails`). */
  readonly details?: string | undefined;
}

/** The model, its two parts each alone, and the trivial baselines; the value is what the table calls it. */
const SCORERS = {
  model: 'model',
  sequenceOnly: 'network alone',
  memoryOnly: 'memory alone',
  transition: 'transition table',
  popularity: 'popularity',
} as const;
type Scorer = keyof typeof SCORERS;

/** What `evaluate --json` prints. */
export interface Evaluation {
  readonly release: string;
  readonly maskHistory: boolean;
  readonly metrics: Readonly<Record<Scorer, Metrics>>;
  /** The model against the transition table. */
  readonly significance: PairedBootstrap & { readonly metric: MetricName };
}

/** What `evaluate --details` writes: means over kinds of examples, never single ones. */
export interface EvaluationDetails {
  /** What the buckets hold. */
  readonly metric: MetricName;
  readonly byHistoryLength: readonly Bucket[];
  /** By how often training has the label. */
  readonly byItemPopularity: readonly Bucket[];
  readonly diversity: Readonly<Record<Scorer, Diversity>>;
  readonly accuracyByBytes?: AccuracyByBytes;
}

/** Ranks the whole catalogue for every held-out example, with the trivial baselines beside the model. */
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
  progress.note(dataset.summary);
  await useNodeBackend();
  const { split, maskHistory, transitions } = dataset;
  const { cutoffs } = options;
  const examples = split.test;
  // The baselines learn from what the model learned from.
  const training = split.refit ?? split.training;
  const byCount = popularity(training, itemCount);
  const show = (doing: string) => (share: number) => progress.show(`Ranking by ${doing}`, share);
  const report = await readReport(options.model);
  const added = report?.score
    ? { weights: report.score.weights, training, timed: dataset.log.timed, recency: report.continuation?.recency }
    : undefined;
  const rankings: Record<Scorer, Ranking> = {
    model: await rankByModel(release, examples, maskHistory, byCount, show('the model')),
    sequenceOnly: await rankByModel(
      sequenceAlone(release, added),
      examples,
      maskHistory,
      byCount,
      show('the network alone'),
    ),
    memoryOnly: rankByScorer(memoryScorer(release), examples, maskHistory, itemCount),
    transition: rankByScorer(transitionTable(training, itemCount, transitions), examples, maskHistory, itemCount),
    popularity: rankByScorer(byCount, examples, maskHistory, itemCount),
  };
  const ofScorers = <T>(of: (ranking: Ranking) => T) =>
    Object.fromEntries(Object.entries(rankings).map(([name, ranking]) => [name, of(ranking)])) as Record<Scorer, T>;
  const metrics = ofScorers(({ ranks }) => metricsOfRanks(ranks, cutoffs));

  const metric: MetricName = transitions === SESSION_TRANSITIONS ? 'mrr@20' : 'ndcg@10';
  const gains = ofScorers(({ ranks }) => gainsOfRanks(ranks, metric));
  const differences = gains.model.map((gain, i) => gain - gains.transition[i]!);
  const significance = { metric, ...pairedBootstrap(differences, resamplingUnits(examples)) };

  if (options.details !== undefined) {
    progress.note('Measuring what a smaller memory costs');
    const bySize = await accuracyByBytes(release, examples, maskHistory, byCount, cutoffs);
    const counts = byCount([]);
    const shown = { model: gains.model, transition: gains.transition, popularity: gains.popularity };
    const details: EvaluationDetails = {
      metric,
      byHistoryLength: bucketMeans(
        HISTORY_LENGTHS,
        examples.map(({ history }) => history.length),
        shown,
      ),
      byItemPopularity: bucketMeans(
        TRAINING_COUNTS,
        examples.map(({ labelRow }) => (labelRow === 0 ? 0 : counts[labelRow]!)),
        shown,
      ),
      diversity: ofScorers(({ listed }) => diversity(listed, counts, training.length)),
      ...(bySize && { accuracyByBytes: bySize }),
    };
    await writeWhole(options.details, `${JSON.stringify(details, null, 1)}\n`);
  }

  const evaluation: Evaluation = { release: manifest.releaseId, maskHistory, metrics, significance };
  if (options.json) {
    print(JSON.stringify(evaluation, null, 1));
    return;
  }
  print(
    `Release ${evaluation.release}, ${examples.length.toLocaleString('en')} held-out examples, items of the history ${maskHistory ? 'left out' : 'kept in'}\n`,
  );
  print(
    metricsTable(
      Object.fromEntries(Object.entries(metrics).map(([name, row]) => [SCORERS[name as Scorer], row])),
      cutoffs,
    ),
  );
  const { difference, pValue, units, resamples } = significance;
  print(
    `\nModel minus transition table, ${metric.toUpperCase()}: ${difference.toFixed(4)}, one-sided p = ${pValue.toPrecision(2)} ` +
      `(paired bootstrap, ${units.toLocaleString('en')} users or sessions, ${resamples.toLocaleString('en')} resamples)`,
  );
  const primary = (scorer: Scorer) => metrics[scorer][metric] ?? 0;
  if (primary('model') < Math.max(primary('transition'), primary('popularity')))
    print(`A trivial baseline beats the model by ${metric.toUpperCase()} on these examples.`);
}
