import type { TrainedModel } from '../config.js';
import { historyScores } from '../scoreParts/historyParts.js';
import { scoredRows, sumOfRow } from '../scoreParts/sumScoreParts.js';
import type { HistoryScorer } from './baselines.js';
import type { FittedScore } from './fitScore.js';
import { itemStatistics, type TimeSpan } from './itemStatistics.js';
import type { TrainingHistory } from './split.js';

/** What `applyScore` added to a model's biases, as far as it is known. */
export interface AddedStatistics {
  readonly weights: Pick<FittedScore['weights'], 'statistics'>;
  readonly training: readonly TrainingHistory[];
  readonly timed: boolean;
  /** What ages are shares of; where absent, the span of `training`. */
  readonly recency?: TimeSpan | undefined;
}

/** The network with the biases that it was trained with: no memory, no repeats, no item statistics. */
export function networkOnly({ config, values }: TrainedModel, added?: AddedStatistics): TrainedModel {
  const { memory, repeat, ...network } = config;
  if (!added) return { config: network, values };
  const statistics = itemStatistics(added.training, config.itemCount, added.timed, added.recency);
  const bias = values
    .get('item_bias')!
    .map((value, row) =>
      statistics.reduce((sum, feature, s) => sum - added.weights.statistics[s]! * feature[row]!, value),
    );
  return { config: network, values: new Map(values).set('item_bias', bias) };
}

/** The memory and the repeats, without the network: 0 for items that the history says nothing of. */
export function historyPartsScorer({ config, transitions }: TrainedModel): HistoryScorer {
  const scores = new Float64Array(config.itemCount + 1);
  return (history) => {
    scores.fill(0);
    const parts = historyScores(config, transitions, history);
    for (const row of scoredRows(parts)) scores[row] = sumOfRow(parts, row);
    return scores;
  };
}
