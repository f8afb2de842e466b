import type { TrainedModel } from '@aisle/model';
import { type Example, type HistoryScorer, type Metrics, metricsOfRanks } from '@aisle/model/train';
import { rankByModel, rankByScorer } from '../ranking.js';
import { truncated } from './examples.js';

/** Numbers of latest actions that the model may see. */
const SHORT_HISTORIES = [0, 1, 2, 5] as const;

/** How well new shoppers are served: the same examples with less and less of their history. */
export interface ShortHistories {
  readonly examples: number;
  /** By the number of actions, as in `SHORT_HISTORIES`. */
  readonly lengths: Readonly<Record<string, { readonly model: Metrics; readonly popularity: Metrics }>>;
}

/**
 * Only examples with the longest of these histories count, so that all lengths have the same examples. Items of the
 * whole history stay in the ranking, or are excluded from it, for every length alike.
 *
 * @param byPopularity scores of a shopper without a history
 */
export async function shortHistories(
  model: TrainedModel,
  examples: readonly Example[],
  maskHistory: boolean,
  byPopularity: HistoryScorer,
): Promise<ShortHistories> {
  const long = examples.filter(({ history }) => history.length >= Math.max(...SHORT_HISTORIES));
  const { itemCount } = model.config;
  const lengths: Record<string, { model: Metrics; popularity: Metrics }> = {};
  for (const length of SHORT_HISTORIES) {
    const short = truncated(long, length);
    const ranking = await rankByModel(model, short, maskHistory, byPopularity);
    const baseline = rankByScorer(byPopularity, short, maskHistory, itemCount);
    lengths[length] = { model: metricsOfRanks(ranking.ranks, [10]), popularity: metricsOfRanks(baseline.ranks, [10]) };
  }
  return { examples: long.length, lengths };
}
