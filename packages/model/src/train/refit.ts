import type { TrainedModel } from '../config.js';
import { type FitProgress, fit } from './fit.js';
import type { FitOptions } from './fitOptions.js';
import { stateFrom } from './fitState.js';
import type { TrainingHistory } from './split.js';

/** The model knows most of the data already. This share suffices to learn the validation part. */
const SHARE_OF_EPOCHS = 0.25;
export const SHARE_OF_LEARNING_RATE = 0.5;

/** The number of epochs of `refit` for a model with this best epoch. */
export function refitEpochs(bestEpoch: number): number {
  return Math.max(1, Math.ceil(bestEpoch * SHARE_OF_EPOCHS));
}

/**
 * Continues training on histories that include the validation part. A shop's latest days say the most about the next
 * ones, and all choices are made by now.
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
    // The item vectors already contain the attributes.
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
