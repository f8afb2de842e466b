import type { TrainedModel } from '../config.js';
import { type FitOptions, type FitProgress, fit, stateFrom } from './fit.js';
import type { TrainingHistory } from './split.js';

/** Enough to learn what the held-out part adds; what the rest said is known already. */
const SHARE_OF_EPOCHS = 0.25;
export const SHARE_OF_LEARNING_RATE = 0.5;

/** How many epochs `refit` takes after a model whose best epoch was this. */
export function refitEpochs(bestEpoch: number): number {
  return Math.max(1, Math.ceil(bestEpoch * SHARE_OF_EPOCHS));
}

/**
 * Trains a model on, on histories that now include the validation part: a shop's latest days say the most about the next
 * ones, and nothing is left to choose by them.
 */
export async function refit(
  model: TrainedModel,
  training: readonly TrainingHistory[],
  options: FitOptions,
  bestEpoch: number,
  onProgress?: (progress: FitProgress) => void,
): Promise<TrainedModel> {
  const state = stateFrom(model.values);
  const again: FitOptions = {
    ...options,
    // Attributes are part of the items' vectors by now.
    attributes: undefined,
    training,
    validation: [],
    epochs: refitEpochs(bestEpoch),
    learningRate: options.learningRate * SHARE_OF_LEARNING_RATE,
  };
  const epochs = fit(again, state, onProgress);
  while (!(await epochs.next()).done);
  return { ...model, values: state.best.values };
}
