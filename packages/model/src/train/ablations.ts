import type { TrainedModel } from '../config.js';
import { historyScores } from '../scoreParts/historyParts.js';
import { scoredRows, sumOfRow } from '../scoreParts/sumScoreParts.js';
import type { HistoryScorer } from './baselines.js';
import type { FittedScore } from './fitScore.js';
import { itemStatistics, type TimeSpan } from './itemStatistics.js';
import type { TrainingHistory } from './split.js';

/** What `applyScore` added to a model's biases. */
export interface AddedStatistics {
  readonly weights: Pick<FittedScore['weights'], 'statistics'>;
  readonly training: readonly TrainingHistory[];
  readonly timed: boolean;
  /** The time span for ages. Default: the span of `training`. */
  readonly recency?: TimeSpan | undefined;
}

/** The model without transitions, repeats and relations. With `added`, its biases lose the item statistics as well. */
export function networkOnly({ config, values }: TrainedModel, added?: AddedStatistics): TrainedModel {
  const { memory, repeat, companions, substitutes, situations, ...network } = config;
  if (!added) return { config: network, values };
  const statistics = itemStatistics(added.training, config.itemCount, added.timed, added.recency);
  const bias = values
    .get('item_bias')!
    .map((value, row) =>
      statistics.reduce((sum, feature, s) => sum - added.weights.statistics[s]! * feature[row]!, value),
    );
  return { config: network, values: new Map(values).set('item_bias', bias) };
}

/** The parts of the score that come from the history, without the network. Items that none of them scores have 0. */
export function historyPartsScorer(model: TrainedModel): HistoryScorer {
  const scores = new Float64Array(model.config.itemCount + 1);
  return (history) => {
    scores.fill(0);
    const parts = historyScores(model.config, model, history);
    for (const row of scoredRows(parts)) scores[row] = sumOfRow(parts, row);
    return scores;
  };
}
