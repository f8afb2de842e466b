import type { TrainedModel } from '@aisle/model';
import { type FitOptions, type FittedSituations, fitSituations } from '@aisle/model/train';
import type { Progress } from '../progress.js';

/**
 * Chooses on the validation examples how the parts of the history count in each situation.
 *
 * @param model with all parts of the score
 */
export async function chooseSituations(
  model: TrainedModel,
  options: Pick<FitOptions, 'validation' | 'maskHistory' | 'seed'>,
  progress: Progress,
): Promise<FittedSituations | undefined> {
  const fitted = await fitSituations(model, options);
  if (!fitted) return undefined;
  const { examples, ndcgWithout, ndcgWith, factors } = fitted;
  progress.log(
    `weights by situation on ${examples.toLocaleString('en')} validation examples: ${
      factors
        ? `NDCG@10 ${ndcgWithout.toFixed(4)} to ${ndcgWith.toFixed(4)}`
        : 'the same in all situations: others do not improve the ranking here'
    }`,
  );
  return fitted;
}
