import type { TrainedModel } from '@aisle/model';
import { type Example, type HistoryScorer, type Metrics, metricsOfRanks } from '@aisle/model/train';
import { rankByModel, rankByScorer } from '../ranking.js';
import { companionExamples } from './examples.js';

/** How well the next bought item is found that goes with a purchase. */
export interface Companions {
  readonly examples: number;
  readonly model: Metrics;
  readonly transition: Metrics;
  readonly popularity: Metrics;
}

/** Items of the history are excluded from every ranking, because no answer is one of them. */
export async function companions(
  model: TrainedModel,
  examples: readonly Example[],
  byTransitions: HistoryScorer,
  byPopularity: HistoryScorer,
): Promise<Companions> {
  const after = companionExamples(examples);
  const { itemCount } = model.config;
  const byScorer = (scorer: HistoryScorer) => metricsOfRanks(rankByScorer(scorer, after, true, itemCount).ranks, [10]);
  return {
    examples: after.length,
    model: metricsOfRanks((await rankByModel(model, after, true, byPopularity)).ranks, [10]),
    transition: byScorer(byTransitions),
    popularity: byScorer(byPopularity),
  };
}
