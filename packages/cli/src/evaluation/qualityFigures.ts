import type { ItemTarget, TrainedModel } from '@aisle/model';
import {
  gainsOfRanks,
  type Metrics,
  metricsOfRanks,
  type PairedBootstrap,
  pairedBootstrap,
  popularity,
  resamplingUnits,
  transitionScorer,
} from '@aisle/model/train';
import type { Dataset } from '../dataset.js';
import { sampleEvenly } from '../sampleEvenly.js';
import { type Bucket, bucketMeans, HISTORY_LENGTHS, TRAINING_COUNTS } from './buckets.js';
import { type Diversity, diversity } from './diversity.js';
import { gainInterval } from './gainInterval.js';
import { type Calibration, calibration } from './lists/calibration.js';
import { rankByModel, rankByScorer } from './ranking.js';
import type { Interval } from './shareInterval.js';
import { trivialFigures } from './trivialFigures.js';

/** Enough for an interval of 1.4 in a hundred on each side. */
const MAX_EXAMPLES = 5000;
/** Their ten predictions each are enough for 15 bins. */
const MAX_CALIBRATED = 2000;
const METRIC = 'hr@10';

type Baseline = 'transitionTable' | 'popularity';
type ByScorer<T> = Readonly<Record<'model' | Baseline, T>>;

/** How good a release is, for its report. Fields have the names of `evaluate --json` and `evaluate --details`. */
export interface QualityFigures {
  readonly target: ItemTarget;
  /** Items that every list is chosen from. */
  readonly itemCount: number;
  /** Measured test examples, evenly spaced if the test part has more. */
  readonly examples: number;
  /** Shoppers or sessions that the examples come from. */
  readonly units: number;
  /** The metric of intervals, significance and buckets. */
  readonly metric: typeof METRIC;
  readonly metrics: ByScorer<Metrics>;
  /** 95 % intervals. */
  readonly intervals: ByScorer<Interval>;
  /** Why the figures say nothing, in sentences. */
  readonly trivial: readonly string[];
  /** The model minus each baseline. */
  readonly significance: Readonly<Record<Baseline, PairedBootstrap>>;
  readonly byHistoryLength: readonly Bucket[];
  /** By the number of training events of the label. */
  readonly byItemPopularity: readonly Bucket[];
  readonly diversity: ByScorer<Diversity>;
  readonly lists: { readonly calibration?: Calibration };
}

/** Ranks all items for the test examples by the model and by two baselines. Undefined without test examples. */
export async function qualityFigures(
  model: TrainedModel,
  { split, maskHistory, transitions, target }: Pick<Dataset, 'split' | 'maskHistory' | 'transitions' | 'target'>,
): Promise<QualityFigures | undefined> {
  if (split.test.length === 0) return undefined;
  const { itemCount } = model.config;
  const examples = sampleEvenly(split.test, MAX_EXAMPLES);
  const training = split.refit ?? split.training;
  const byPopularity = popularity(training, itemCount);
  const byTransitions = transitionScorer(training, itemCount, transitions);
  const rankings = {
    model: await rankByModel(model, examples, maskHistory, byPopularity),
    transitionTable: rankByScorer(byTransitions, examples, maskHistory, itemCount),
    popularity: rankByScorer(byPopularity, examples, maskHistory, itemCount),
  };
  type Ranking = (typeof rankings)['model'];
  const mapRankings = <T>(of: (ranking: Ranking) => T): ByScorer<T> => ({
    model: of(rankings.model),
    transitionTable: of(rankings.transitionTable),
    popularity: of(rankings.popularity),
  });
  const metrics = mapRankings(({ ranks }) => metricsOfRanks(ranks));
  const gains = mapRankings(({ ranks }) => gainsOfRanks(ranks, METRIC));
  const unitOfExample = resamplingUnits(examples);
  const units = new Set(unitOfExample).size;
  const differences = (baseline: Baseline) => gains.model.map((gain, i) => gain - gains[baseline][i]!);
  const modelMinus = (baseline: Baseline) => pairedBootstrap(differences(baseline), unitOfExample);
  const counts = byPopularity([]);
  const calibrated = await calibration(model, sampleEvenly(examples, MAX_CALIBRATED), maskHistory);
  return {
    target,
    itemCount,
    examples: examples.length,
    units,
    metric: METRIC,
    metrics,
    intervals: mapRankings(({ ranks }) => gainInterval(gainsOfRanks(ranks, METRIC), unitOfExample)),
    trivial: trivialFigures(
      itemCount,
      { popularity: metrics.popularity[METRIC]!, transitionTable: metrics.transitionTable[METRIC]! },
      differences('transitionTable'),
    ),
    significance: { transitionTable: modelMinus('transitionTable'), popularity: modelMinus('popularity') },
    byHistoryLength: bucketMeans(
      HISTORY_LENGTHS,
      examples.map(({ history }) => history.length),
      gains,
    ),
    byItemPopularity: bucketMeans(
      TRAINING_COUNTS,
      examples.map(({ labelRow }) => (labelRow === 0 ? 0 : counts[labelRow]!)),
      gains,
    ),
    diversity: mapRankings(({ listCounts }) => diversity(listCounts, counts, training.length)),
    lists: { ...(calibrated && { calibration: calibrated }) },
  };
}
