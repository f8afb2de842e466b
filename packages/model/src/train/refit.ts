import type { TrainedModel } from '../config.js';
import { newAdamState } from './adam.js';
import { fit, type FitOptions, type FitProgress, type FitState } from './fit.js';
import type { TrainingHistory } from './split.js';

/** Enough to learn what the held-out part adds; what the rest said is known already. */
const SHARE_OF_EPOCHS = 0.25;
const SHARE_OF_LEARNING_RATE = 0.5;

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
  const state: FitState = {
    epoch: 0,
    step: 0,
    values: new Map([...model.values].map(([name, values]) => [name, values.slice()])),
    moments: new Map([...model.values].map(([name, values]) => [name, newAdamState(values.length)])),
    recent: [],
    best: { epoch: 0, ndcg: -1, values: new Map() },
    history: [],
  };
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
