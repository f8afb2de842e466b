/**
 * The moments of Adam with bias correction (Kingma & Ba 2015, https://arxiv.org/abs/1412.6980). On plain arrays, a step
 * is one pass over a parameter. The optimiser of tfjs takes ten.
 */
export interface AdamState {
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** As for the transformer (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762, section 5.3). */
const BETA1 = 0.9;
const BETA2 = 0.98;
const EPSILON = 1e-9;

export function newAdamState(size: number): AdamState {
  return { first: new Float32Array(size), second: new Float32Array(size) };
}

/**
 * Updates `values` in place. All arrays have one length.
 *
 * @param step counts from 1
 * @param weightDecay decoupled from the gradient (Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101)
 */
export function adamStep(
  values: Float32Array,
  gradient: ArrayLike<number>,
  state: AdamState,
  step: number,
  learningRate: number,
  weightDecay = 0,
): void {
  const { first, second } = state;
  const rate = (learningRate * Math.sqrt(1 - BETA2 ** step)) / (1 - BETA1 ** step);
  const kept = 1 - learningRate * weightDecay;
  for (let i = 0; i < values.length; i++) {
    const g = gradient[i]!;
    const m = (first[i] = BETA1 * first[i]! + (1 - BETA1) * g);
    const v = (second[i] = BETA2 * second[i]! + (1 - BETA2) * g * g);
    values[i] = values[i]! * kept - (rate * m) / (Math.sqrt(v) + EPSILON);
  }
}
