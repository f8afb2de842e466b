import { DEFAULT_FIT } from './fitOptions.js';
import type { TrainingHistory } from './split.js';

/** Actions that a whole training processes: 40 epochs of a small shop, fewer epochs of a large one. */
const TRAINED_ACTIONS = 5_300_000;
const MIN_EPOCHS = 14;
/**
 * Actions of an epoch. Of a larger log, each epoch draws another random part, so that a training of any log takes hours
 * and not days. All counting uses the whole log.
 */
export const MAX_EPOCH_ACTIONS = 2_000_000;

/** The number of actions of a training part. */
export function actionCount(training: readonly TrainingHistory[]): number {
  return training.reduce((sum, { actions }) => sum + actions.length, 0);
}

/** The number of epochs for a log. It depends on the log's size alone, for every shop. */
export function epochsFor(training: readonly TrainingHistory[]): number {
  const epochs = Math.round(TRAINED_ACTIONS / Math.max(1, actionCount(training)));
  return Math.min(DEFAULT_FIT.epochs, Math.max(MIN_EPOCHS, epochs));
}

/** A seed for each epoch, so that a resumed run draws the same numbers as an uninterrupted one. */
export function epochSeed(seed: number, epoch: number): number {
  return (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(epoch + 1, 0x85ebca6b)) >>> 0;
}

/**
 * The learning rate of a step. It rises linearly during the first epoch, then falls along half a cosine to a tenth of
 * the peak. This is the cosine annealing of Loshchilov & Hutter (2017, https://arxiv.org/abs/1608.03983) without
 * restarts.
 */
export function learningRateAt(step: number, stepsPerEpoch: number, epochs: number, peak: number): number {
  if (step < stepsPerEpoch) return (peak * (step + 1)) / stepsPerEpoch;
  const share = Math.min(1, (step - stepsPerEpoch) / Math.max(1, stepsPerEpoch * (epochs - 1)));
  return peak * (0.1 + 0.45 * (1 + Math.cos(Math.PI * share)));
}
