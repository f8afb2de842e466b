import { type SessionHead, tensorPrefix } from './head.js';
import type { HeadConfig } from './headConfig.js';
import { SESSION_FEATURE_COUNT } from './sessionFeatures.js';
import type { SessionTarget } from './sessionTarget.js';

const tensorsOf = (name: string) => ({
  state: `${tensorPrefix(name)}state`,
  features: `${tensorPrefix(name)}features`,
  bias: `${tensorPrefix(name)}bias`,
});

/** A logistic regression on the encoder's state and the features of the session. */
export const linearHead = (target: SessionTarget): SessionHead => ({
  over: 'session',
  target,
  specs(name, { width }) {
    const { state, features, bias } = tensorsOf(name);
    // Two matrices of one row, so that each has its scale in int8.
    return [
      { name: state, shape: [1, width], init: 0 },
      { name: features, shape: [1, SESSION_FEATURE_COUNT], init: 0 },
      { name: bias, shape: [1], init: 0 },
    ];
  },
});

/** The config of a head with this target, without calibration. */
export const sessionHeadConfig = (target: SessionTarget): HeadConfig => ({
  name: target.replaceAll('-', '_'),
  over: 'session',
  target,
});

/**
 * The logit of a head over the session.
 *
 * @param values by parameter name, with the tensors of the head
 * @param state float32 [width], from `LightEncoder.state`
 * @param features float32 [SESSION_FEATURE_COUNT], from `sessionFeatures`
 */
export function sessionLogit(
  { name }: Pick<HeadConfig, 'name'>,
  values: ReadonlyMap<string, Float32Array>,
  state: Float32Array,
  features: Float32Array,
): number {
  const tensors = tensorsOf(name);
  const product = (weights: Float32Array, inputs: Float32Array) =>
    inputs.reduce((sum, input, i) => sum + input * weights[i]!, 0);
  const [ofState, ofFeatures, bias] = [tensors.state, tensors.features, tensors.bias].map((one) => values.get(one)!);
  return product(ofState!, state) + product(ofFeatures!, features) + bias![0]!;
}

/**
 * The tensors of a head, by name.
 *
 * @param state float32 [width]
 * @param features float32 [SESSION_FEATURE_COUNT]
 */
export function sessionHeadValues(
  { name }: Pick<HeadConfig, 'name'>,
  state: Float32Array,
  features: Float32Array,
  bias: number,
): ReadonlyMap<string, Float32Array> {
  const tensors = tensorsOf(name);
  return new Map([
    [tensors.state, state],
    [tensors.features, features],
    [tensors.bias, Float32Array.of(bias)],
  ]);
}
