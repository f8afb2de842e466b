import type { TrainedModel } from '@aisle/model';
import { type EventLog, type FittedOrderWeight, fitOrderWeight, type Split } from '@aisle/model/train';
import type { Progress } from '../progress.js';

/**
 * Chooses on the clicks of the validation part how much the shop's own order counts in `rerank`.
 *
 * @param model with all parts of the score
 */
export async function chooseOrderWeight(
  model: TrainedModel,
  log: EventLog,
  split: Split,
  seed: number,
  progress: Progress,
): Promise<FittedOrderWeight | undefined> {
  const fitted = await fitOrderWeight(model, log, split, seed);
  if (fitted) {
    const { clicks, ndcgWithout, ndcgWith, weight } = fitted;
    const gain =
      weight > 0
        ? `NDCG@10 ${ndcgWithout.toFixed(4)} to ${ndcgWith.toFixed(4)}, weight ${weight}`
        : 'not in the score: it does not improve the order of lists';
    progress.log(`Order of the shop on ${clicks.toLocaleString('en')} clicks in lists: ${gain}`);
  }
  return fitted;
}
