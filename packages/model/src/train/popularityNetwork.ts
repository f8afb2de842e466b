import { type ModelConfig, parameterSpecs, type TrainedModel } from '../config.js';
import { ITEM_BIAS } from './itemTable.js';

/**
 * A network whose biases are the logarithms of the items' numbers of actions, to fit a score on counts.
 *
 * Without `trained`, it has learned nothing and ranks by popularity alone, on every tier. Its zeros compress to almost
 * nothing. With it, it has that model's encoder and vectors. Items that the model lacks have vectors of 0.
 *
 * @param actionCounts [itemCount + 1]
 * @param trained a model with the first rows of the items
 */
export function popularityNetwork(
  config: ModelConfig,
  actionCounts: Float64Array,
  trained?: TrainedModel,
): TrainedModel {
  const known = trained?.values;
  const values = new Map(
    parameterSpecs(config).map(({ name, shape, init }) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const initial = new Float32Array(size).fill(typeof init === 'number' ? init : 0);
      const values = known?.get(name);
      if (values) initial.set(values);
      return [name, initial];
    }),
  );
  // A state of length 0 would have no direction.
  if (!trained) values.get('final_norm.bias')!.fill(1);
  values.set(ITEM_BIAS, Float32Array.from(actionCounts, Math.log1p));
  return { config, values };
}
