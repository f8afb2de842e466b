import type { Random } from '@aisle/core';
import * as tf from '@tensorflow/tfjs-core';
import { type ModelConfig, parameterSpecs } from '../config.js';
import type { ParameterSpec } from '../parameterSpec.js';
import { adamStep } from './adam.js';
import { compactBatch, type TrainingSequence } from './batches.js';
import type { FitOptions } from './fitOptions.js';
import type { FitState } from './fitState.js';
import { ITEM_BIAS, ITEM_VECTORS, itemVectors, stepItemRows, type TableShape } from './itemTable.js';
import { type Negatives, sampledSoftmaxLoss } from './loss.js';
import { dropout } from './trainingOps.js';

/** Parameters that every step trains completely. The item table is trained by rows. */
function encoderSpecs(config: ModelConfig): ParameterSpec[] {
  return parameterSpecs(config).filter(({ name }) => name !== ITEM_VECTORS && name !== ITEM_BIAS);
}

/** One optimiser step on a batch. It changes `state` in place. @returns the loss */
export function trainStep(
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
    // The item vectors come first. With `learnedRows`, only they need a gradient.
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
