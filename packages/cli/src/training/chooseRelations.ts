import type { Relations, TrainedModel } from '@aisle/model';
import { type FitOptions, type FittedRelations, fitRelations } from '@aisle/model/train';
import type { Progress } from '../progress.js';

/**
 * Chooses on the validation examples how companions and substitutes count in the score.
 *
 * @param model with all other parts of the score
 * @param relations counted in the training part
 */
export async function chooseRelations(
  model: TrainedModel,
  relations: Required<Relations>,
  options: FitOptions,
  progress: Progress,
): Promise<FittedRelations> {
  const fitted = await fitRelations(model, relations, options);
  for (const [name, { examples, ndcgWithout, ndcgWith, config }] of Object.entries(fitted)) {
    const gain = config
      ? `NDCG@10 ${ndcgWithout.toFixed(4)} to ${ndcgWith.toFixed(4)}, weight ${config.weight}`
      : 'not in the score: they do not improve the ranking here';
    progress.log(`${name} on ${examples.toLocaleString('en')} validation examples of their situation: ${gain}`);
  }
  return fitted;
}
