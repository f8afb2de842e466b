import { AisleError, normal, type Random, seededRandom } from '@aisle/core';
import * as tf from '@tensorflow/tfjs-core';
import { type ModelConfig, parameterSpecs } from '../config.js';
import { itemTarget } from '../heads/ranking.js';
import type { ParameterSpec } from '../parameterSpec.js';
import { type AdamState, adamStep, newAdamState } from './adam.js';
import { averageValues } from './averageValues.js';
import { compactBatch, drawBatches, type TrainingSequence, trainingSequences } from './batches.js';
import { evaluateModel } from './evaluate.js';
import type { ItemAttributes } from './itemAttributes.js';
import {
  ATTRIBUTE_VECTORS,
  ITEM_BIAS,
  ITEM_VECTORS,
  itemVectors,
  releasedValues,
  stepItemRows,
  type TableShape,
} from './itemTable.js';
import { type Negatives, negativeSampler, sampledSoftmaxLoss } from './loss.js';
import { sampleExamples } from './sampleExamples.js';
import type { Example, TrainingHistory } from './split.js';
import { dropout } from './trainingOps.js';

export interface FitOptions {
  readonly config: ModelConfig;
  readonly attributes?: ItemAttributes | undefined;
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
  /**
   * [itemCount + 1], 1 for the items whose vectors are learned while all else, encoder and biases included, stays as it
   * is. Where absent, everything is learned. Not together with attributes, which items share.
   */
  readonly learnedRows?: Uint8Array | undefined;
}

/** Everything that the next epoch depends on: an interrupted run that resumes from it ends in the same weights. */
export interface FitState {
  /** Epochs done. */
  epoch: number;
  /** Optimiser steps done. */
  step: number;
  /** As trained: the items' own vectors and the attributes' (see itemTable.ts). */
  readonly values: Map<string, Float32Array>;
  readonly moments: Map<string, AdamState>;
  /** The weights after the latest epochs, at most AVERAGED_EPOCHS of them, as a release would hold them. */
  recent: Map<string, Float32Array>[];
  /** The best epoch so far by validation NDCG@10, and the average weights of it and those before it. */
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
  epochs: 40,
  learningRate: 3e-3,
  weightDecay: 0,
  dropoutRate: 0.5,
  positionsPerBatch: 2048,
  negativesPerBatch: 1024,
  patienceEpochs: 12,
} as const;

export function initialState(config: ModelConfig, seed: number, attributes?: ItemAttributes): FitState {
  const random = seededRandom(seed);
  const values = new Map<string, Float32Array>();
  const moments = new Map<string, AdamState>();
  const specs = parameterSpecs(config);
  const itemSpec = specs.find(({ name }) => name === ITEM_VECTORS)!;
  if (attributes) specs.push({ name: ATTRIBUTE_VECTORS, shape: [attributes.count, config.width], init: itemSpec.init });
  for (const { name, shape, init } of specs) {
    const size = shape.reduce((a, b) => a * b, 1);
    const initial = new Float32Array(size);
    for (let i = 0; i < size; i++)
      initial[i] = typeof init === 'number' ? init : init.standardDeviation * normal(random);
    values.set(name, initial);
    moments.set(name, newAdamState(size));
  }
  return {
    epoch: 0,
    step: 0,
    values,
    moments,
    recent: [],
    best: { epoch: 0, ndcg: -1, values: new Map() },
    history: [],
  };
}

/** A state that begins at values which were trained before. */
export function stateFrom(trained: ReadonlyMap<string, Float32Array>): FitState {
  return {
    epoch: 0,
    step: 0,
    values: new Map([...trained].map(([name, values]) => [name, values.slice()])),
    moments: new Map([...trained].map(([name, values]) => [name, newAdamState(values.length)])),
    recent: [],
    best: { epoch: 0, ndcg: -1, values: new Map() },
    history: [],
  };
}

/** Positions that the optimiser sees in all: 40 epochs of a small shop, fewer of a large one. */
const TRAINED_POSITIONS = 5_300_000;
const FEWEST_EPOCHS = 14;

/** How many epochs a log of this size is given: a rule of its size alone, the same for every shop. */
export function epochsFor(training: readonly TrainingHistory[]): number {
  const positions = training.reduce((sum, { actions }) => sum + actions.length, 0);
  return Math.min(DEFAULT_FIT.epochs, Math.max(FEWEST_EPOCHS, Math.round(TRAINED_POSITIONS / Math.max(1, positions))));
}

/** An epoch stands for the average of its weights and those of the epochs before it. */
const AVERAGED_EPOCHS = 3;

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

/** Parameters that every step trains whole; the table of items is trained by rows. */
function encoderSpecs(config: ModelConfig): ParameterSpec[] {
  return parameterSpecs(config).filter(({ name }) => name !== ITEM_VECTORS && name !== ITEM_BIAS);
}

/** One optimiser step on a batch, in place. @returns the loss */
function trainStep(
  options: FitOptions,
  state: FitState,
  batch: readonly TrainingSequence[],
  negatives: Negatives,
  learningRate: number,
  random: Random,
): number {
  const { config, weightDecay, learnedRows } = options;
  const shape: TableShape = { width: config.width, attributes: options.attributes };
  const { rows, sequences, negativeRows } = compactBatch(batch, negatives.rows);
  const dropoutSeed = Math.floor(random() * 2 ** 32);
  const bias = state.values.get(ITEM_BIAS)!;
  const inputs = [
    { name: ITEM_VECTORS, shape: [rows.length, config.width], values: itemVectors(state.values, shape, rows) },
    { name: ITEM_BIAS, shape: [rows.length], values: Float32Array.from(rows, (row) => bias[row]!) },
    ...encoderSpecs(config).map((spec) => ({
      name: spec.name,
      shape: [...spec.shape],
      values: state.values.get(spec.name)!,
    })),
  ];
  state.step += 1;
  return tf.tidy(() => {
    const tensors = inputs.map((input) => tf.tensor(input.values, input.shape));
    // The items' vectors come first; what is not learned needs no gradient.
    const learned = learnedRows ? tensors.slice(0, 1) : tensors;
    const withGradients = tf.valueAndGrads((...given: tf.Tensor[]) =>
      sampledSoftmaxLoss(
        config,
        new Map(inputs.map(({ name }, i) => [name, given[i] ?? tensors[i]!])),
        sequences,
        { ...negatives, rows: negativeRows },
        dropout(options.dropoutRate, dropoutSeed),
      ),
    );
    const { value, grads } = withGradients(learned);
    const [vectorGradient, biasGradient, ...encoderGradients] = grads.map(
      (gradient) => gradient.dataSync() as Float32Array,
    );
    const step = { step: state.step, learningRate, weightDecay };
    stepItemRows(state.values, state.moments, shape, {
      rows,
      vectorGradient: vectorGradient!,
      biasGradient,
      learnedRows,
      ...step,
    });
    encoderGradients.forEach((gradient, i) => {
      const { name } = encoderSpecs(config)[i]!;
      adamStep(state.values.get(name)!, gradient, state.moments.get(name)!, state.step, learningRate, weightDecay);
    });
    return value.dataSync()[0]!;
  });
}

/** How often each row is a label: [itemCount + 1]. */
function labelCounts(sequences: readonly TrainingSequence[], config: ModelConfig): Float64Array {
  const counts = new Float64Array(config.itemCount + 1);
  const target = itemTarget(config);
  for (const { labelRows, nextRows } of sequences)
    for (const row of target === 'next-item' ? labelRows : nextRows) counts[row]! += 1;
  counts[0] = 0;
  return counts;
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
    throw new AisleError(
      'data-invalid',
      'There is nothing to train on: no shopper has two actions before what is held out. Give more data.',
    );
  }
  const drawNegatives = negativeSampler(labelCounts(sequences, config));
  const validation = sampleExamples(options.validation, seed);
  while (state.epoch < epochs && state.epoch - state.best.epoch < options.patienceEpochs) {
    const random = seededRandom(epochSeed(seed, state.epoch));
    const batches = drawBatches(sequences, options.positionsPerBatch, random);
    let lossSum = 0;
    for (const [i, batch] of batches.entries()) {
      const rate = learningRateAt(state.step, batches.length, epochs, options.learningRate);
      const loss = trainStep(options, state, batch, drawNegatives(options.negativesPerBatch, random), rate, random);
      lossSum += loss;
      onProgress({ epoch: state.epoch + 1, step: i + 1, stepsPerEpoch: batches.length, loss: lossSum / (i + 1) });
      // Lets timers and signals (Ctrl-C) through between steps.
      if (i % 8 === 0) await new Promise<void>((resolve) => setTimeout(resolve, 0));
    }
    state.epoch += 1;
    const released = releasedValues(state.values, { width: config.width, attributes: options.attributes });
    state.recent = [...state.recent, released].slice(-AVERAGED_EPOCHS);
    const values = averageValues(state.recent, config.width);
    const metrics = await evaluateModel({ config, values }, validation, options.maskHistory);
    const report = { epoch: state.epoch, loss: lossSum / batches.length, validationNdcg: metrics['ndcg@10']! };
    state.history.push(report);
    // Without validation examples nothing tells epochs apart: the last one counts.
    if (report.validationNdcg > state.best.ndcg || validation.length === 0) {
      state.best = { epoch: state.epoch, ndcg: report.validationNdcg, values };
    }
    yield report;
  }
}

/** In every environment, though not in the language's own library. */
declare const setTimeout: (callback: () => void, ms: number) => void;
