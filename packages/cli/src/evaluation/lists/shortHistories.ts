import { contextScore, type TrainedModel } from '@aisle/model';
import { type Example, type HistoryScorer, type Metrics, metricsOfRanks, midRank, visitOf } from '@aisle/model/train';
import { rankByModel, rankByScorer } from '../ranking.js';
import { truncated } from './examples.js';

/** Numbers of latest actions that the model may see. */
const SHORT_HISTORIES = [0, 1, 2, 5] as const;

/** How well new shoppers are served: the same examples with less and less of their history. */
export interface ShortHistories {
  readonly examples: number;
  /** By the number of actions, as in `SHORT_HISTORIES`. */
  readonly lengths: Readonly<Record<string, ShortHistory>>;
}

export interface ShortHistory {
  readonly model: Metrics;
  readonly popularity: Metrics;
  /** Without any action, if the release knows what new shoppers choose: without and with the context of the visit. */
  readonly demand?: Metrics;
  readonly context?: Metrics;
}

/**
 * Only examples with the longest of these histories count, so that all lengths have the same examples. Items of the
 * whole history stay in the ranking, or are excluded from it, for every length alike.
 *
 * @param byPopularity scores of a shopper without a history
 * @param timed whether the timestamps are real
 */
export async function shortHistories(
  model: TrainedModel,
  examples: readonly Example[],
  maskHistory: boolean,
  byPopularity: HistoryScorer,
  timed: boolean,
): Promise<ShortHistories> {
  const long = examples.filter(({ history }) => history.length >= Math.max(...SHORT_HISTORIES));
  const { itemCount } = model.config;
  const lengths: Record<string, ShortHistory> = {};
  for (const length of SHORT_HISTORIES) {
    const short = truncated(long, length);
    const ranking = await rankByModel(model, short, maskHistory, byPopularity);
    const baseline = rankByScorer(byPopularity, short, maskHistory, itemCount);
    lengths[length] = {
      model: metricsOfRanks(ranking.ranks, [10]),
      popularity: metricsOfRanks(baseline.ranks, [10]),
      ...(length === 0 && withoutHistory(model, long, timed)),
    };
  }
  return { examples: long.length, lengths };
}

/** Ranks for a shopper without a history, as `predict` does with `context`. */
function withoutHistory(
  model: TrainedModel,
  examples: readonly Example[],
  timed: boolean,
): Pick<ShortHistory, 'demand' | 'context'> {
  const byDemand = contextScore(model, {}, 0);
  if (!byDemand) return {};
  const metricsWith = (scoreOf: (example: Example) => (row: number) => number) =>
    metricsOfRanks(
      examples.map((example) => {
        const score = scoreOf(example);
        const scores = Float64Array.from({ length: model.config.itemCount + 1 }, (_, row) => score(row));
        return example.labelRow === 0 ? Infinity : midRank(scores, example.labelRow);
      }),
      [10],
    );
  return {
    demand: metricsWith(() => byDemand),
    context: metricsWith(({ answer }) => contextScore(model, answer ? visitOf(answer, timed) : {}, 0)!),
  };
}
