import type { Kinds, TrainedModel } from '@aisle/model';
import { type FitOptions, type FittedContext, fitContext } from '@aisle/model/train';
import type { Progress } from '../progress.js';

/**
 * Chooses on the validation examples how the context of a visit counts for new shoppers.
 *
 * @param model with all parts of the score
 */
export async function chooseContext(
  model: TrainedModel,
  kinds: Kinds,
  options: FitOptions & { readonly timed: boolean },
  progress: Progress,
): Promise<FittedContext | undefined> {
  const fitted = await fitContext(model, kinds, options);
  if (fitted) {
    const { examples, ndcgWithout, ndcgWith, config } = fitted;
    const weights = Object.entries(config.weights).map(([field, weight]) => `${field} by ${weight}`);
    const gain =
      weights.length > 0
        ? `NDCG@10 ${ndcgWithout.toFixed(4)} to ${ndcgWith.toFixed(4)} with ${weights.join(', ')}; fade ${config.fade}`
        : `not in the score: it does not improve NDCG@10 ${ndcgWithout.toFixed(4)} here`;
    progress.log(`Context of a visit on ${examples.toLocaleString('en')} validation examples without history: ${gain}`);
  }
  return fitted;
}
