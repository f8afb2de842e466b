import * as tf from '@tensorflow/tfjs-core';
import { AisleError, normal, seededRandom } from '@aisle/core';
import { parameterSpecs, type ModelConfig } from '../config.js';
import { adamStep, newAdamState, type AdamState } from './adam.js';
import { drawBatches, trainingSequences, type TrainingSequence } from './batches.js';
import { evaluateModel } from './evaluate.js';
import { drawNegatives, sampledSoftmaxLoss } from './loss.js';
import type { Example, TrainingHistory } from './split.js';
import { sampleExamples } from './sampleExamples.js';
import { dropout } from './trainingOps.js';

export interface FitOptions {
  readonly config: ModelConfig;
  readonly training: readonly TrainingHistory[];
  readonly validation: readonly Example[];
  /** Whether items of the history are left out of the ranking in validation. */
  readonly maskHistory: boolean;
  readonly epochs: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly dropoutRate: number;
  readonly positionsPerBatch: number;
  readonly negativesPerBatch: number;
  /** Ends when validation has not improved for this many epochs. */
  readonly patienceEpochs: number;
}

/** Everything that the next epoch depends on: an interrupted run that resumes from it ends in the same weights. */
export interface FitState {
  /** Epochs done. */
  epoch: number;
  /** Optimiser steps done. */
  step: number;
  readonly values: Map<string, Float32Array>;
  readonly moments: Map<string, AdamState>;
  /** The best epoch so far by validation NDCG@10, and its weights. */
  best: { epoch: number; ndcg: number; values: Map<string, Float32Array> };
  history: EpochReport[];
}

export interface EpochReport {
  readonly epoch: number;
  readonly loss: number;
  readonly validationNdcg: number;
}

export interface FitProgress {
  readonly epoch: number;
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly loss: number;
}

export const DEFAULT_FIT = {
  epochs: 30,
  learningRate: 3e-3,
  weightDecay: 0,
  dropoutRate: 0.3,
  positionsPerBatch: 2048,
  negativesPerBatch: 1024,
  patienceEpochs: 6,
} as const;

export function initialState(config: ModelConfig, seed: number): FitState {
  const random = seededRandom(seed);
  const values = new Map<string, Float32Array>();
  const moments = new Map<string, AdamState>();
  for (const { name, shape, init } of parameterSpecs(config)) {
    const size = shape.reduce((a, b) => a * b, 1);
    const initial = new Float32Array(size);
    for (let i = 0; i < size; i++) initial[i] = typeof init === 'number' ? init : init.standardDeviation * normal(random);
    values.set(name, initial);
    moments.set(name, newAdamState(size));
  }
  return { epoch: 0, step: 0, values, moments, best: { epoch: 0, ndcg: -1, values: new Map() }, history: [] };
}

/** A seed of its own for each epoch, so that a resumed run draws what an uninterrupted one would have drawn. */
function epochSeed(seed: number, epoch: number): number {
  return (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(epoch + 1, 0x85ebca6b)) >>> 0;
}

/** Linear warm-up over the first epoch, then a half cosine to a tenth. */
function learningRateAt(step: number, stepsPerEpoch: number, epochs: number, peak: number): number {
  if (step < stepsPerEpoch) return (peak * (step + 1)) / stepsPerEpoch;
  const share = Math.min(1, (step - stepsPerEpoch) / Math.max(1, stepsPerEpoch * (epochs - 1)));
  return peak * (0.1 + 0.45 * (1 + Math.cos(Math.PI * share)));
}

/** Gradients of the loss, by parameter name, and the loss. */
function gradients(
  options: FitOptions,
  values: ReadonlyMap<string, Float32Array>,
  batch: readonly TrainingSequence[],
  negativeRows: Int32Array,
  dropoutSeed: number,
): { loss: number; byName: Map<string, Float32Array> } {
  const names = [...values.keys()];
  const shapes = new Map(parameterSpecs(options.config).map(({ name, shape }) => [name, [...shape]]));
  const byName = new Map<string, Float32Array>();
  let loss = 0;
  tf.tidy(() => {
    const tensors = names.map((name) => tf.tensor(values.get(name)!, shapes.get(name)!));
    const withGradients = tf.valueAndGrads((...inputs: tf.Tensor[]) =>
      sampledSoftmaxLoss(
        options.config,
        new Map(names.map((name, i) => [name, inputs[i]!])),
        batch,
        negativeRows,
        dropout(options.dropoutRate, dropoutSeed),
      ),
    );
    const { value, grads } = withGradients(tensors);
    loss = value.dataSync()[0]!;
    names.forEach((name, i) => byName.set(name, grads[i]!.dataSync() as Float32Array));
  });
  return { loss, byName };
}

/**
 * Trains epoch by epoch, changing `state` in place; yields after every epoch, so that the caller can write a checkpoint,
 * and stops at `epochs` or when validation stops improving. Deterministic for a seed and a backend.
 */
export async function* fit(
  options: FitOptions,
  state: FitState,
  onProgress: (progress: FitProgress) => void = () => {},
): AsyncGenerator<EpochReport> {
  const { config, epochs, seed } = options;
  const sequences = trainingSequences(options.training, config);
  if (sequences.length === 0) {
    throw new AisleError('data-invalid', 'There is nothing to train on: no shopper has two actions before what is held out. Give more data.');
  }
  const validation = sampleExamples(options.validation, seed);
  while (state.epoch < epochs && state.epoch - state.best.epoch < options.patienceEpochs) {
    const random = seededRandom(epochSeed(seed, state.epoch));
    const batches = drawBatches(sequences, options.positionsPerBatch, random);
    let lossSum = 0;
    for (const [i, batch] of batches.entries()) {
      const negativeRows = drawNegatives(options.negativesPerBatch, config.itemCount, random);
      const dropoutSeed = Math.floor(random() * 2 ** 32);
      const { loss, byName } = gradients(options, state.values, batch, negativeRows, dropoutSeed);
      const rate = learningRateAt(state.step, batches.length, epochs, options.learningRate);
      state.step += 1;
      for (const [name, gradient] of byName) {
        adamStep(state.values.get(name)!, gradient, state.moments.get(name)!, state.step, rate, options.weightDecay);
      }
      lossSum += loss;
      onProgress({ epoch: state.epoch + 1, step: i + 1, stepsPerEpoch: batches.length, loss: lossSum / (i + 1) });
      // Lets timers and signals (Ctrl-C) through between steps.
      if (i % 8 === 0) await new Promise<void>((resolve) => setTimeout(resolve, 0));
    }
    state.epoch += 1;
    const metrics = await evaluateModel({ config, values: state.values }, validation, options.maskHistory);
    const report = { epoch: state.epoch, loss: lossSum / batches.length, validationNdcg: metrics['ndcg@10']! };
    state.history.push(report);
    // Without validation examples nothing tells epochs apart: the last one counts.
    if (report.validationNdcg > state.best.ndcg || validation.length === 0) {
      const values = new Map([...state.values].map(([name, array]) => [name, array.slice()]));
      state.best = { epoch: state.epoch, ndcg: report.validationNdcg, values };
    }
    yield report;
  }
}

/** In every environment, though not in the language's own library. */
declare const setTimeout: (callback: () => void, ms: number) => void;
