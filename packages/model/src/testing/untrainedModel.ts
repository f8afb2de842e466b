import { normal, seededRandom } from '@aisle/core';
import { type ModelConfig, parameterSpecs, type TrainedModel } from '../config.js';
import { rankingHead } from '../heads/ranking.js';

/**
 * A small model of normal random values. Their spread is large enough to rank items differently after different
 * histories.
 */
export function untrainedModel(itemCount: number): TrainedModel {
  const config: ModelConfig = {
    architecture: 'causal-attention',
    itemCount,
    width: 4,
    layerCount: 1,
    headCount: 2,
    feedForwardWidth: 6,
    windowLength: 4,
    heads: [rankingHead('next-item')],
  };
  const random = seededRandom(2);
  const values = new Map(
    parameterSpecs(config).map(({ name, shape, init }) => {
      const size = shape.reduce((product, axis) => product * axis, 1);
      return [name, Float32Array.from({ length: size }, () => (typeof init === 'number' ? init : normal(random)))];
    }),
  );
  return { config, values };
}
