import { beforeAll, expect, test } from 'vitest';
import { parameterSpecs } from '../config.js';
import { featurize } from '../featurize.js';
import golden from '../golden/steps.json' with { type: 'json' };
import { useCpuBackend } from '../testing/cpuBackend.js';
import { goldenConfig, goldenHistories, goldenValues, largestDifference } from '../testing/goldenModel.js';
import type { TrainingSequence } from './batches.js';
import { DEFAULT_FIT, type FitOptions } from './fitOptions.js';
import { stateFrom } from './fitState.js';
import { trainStep } from './trainStep.js';

beforeAll(useCpuBackend);

const options: FitOptions = {
  ...DEFAULT_FIT,
  config: goldenConfig,
  training: [],
  validation: [],
  maskHistory: false,
  dropoutRate: 0,
  seed: 1,
};

function sequence({ history, labelRows }: { history: number; labelRows: readonly number[] }): TrainingSequence {
  const { actions } = goldenHistories[history]!;
  const nextRows = Int32Array.from(actions, (_, i) => actions[i + 1]?.itemRow ?? 0);
  return { ...featurize(actions, goldenConfig), labelRows: Int32Array.from(labelRows), nextRows };
}

/**
 * How far float32 may be from PyTorch's float64. Adam divides a gradient by its own size, so the rounding of a gradient
 * near 0 counts most: 2e-5 was found. A step moves a value by about the learning rate, .005 or more.
 */
const TOLERANCE = 5e-5;

test('three steps end with the values of PyTorch in float64', () => {
  const state = stateFrom(goldenValues);
  for (const { sequences, negativeRows, learningRate, loss } of golden.steps) {
    const logWeights = new Float32Array(negativeRows.length).fill(
      Math.log(goldenConfig.itemCount / negativeRows.length),
    );
    const negatives = { rows: Int32Array.from(negativeRows), logWeights };
    const found = trainStep(options, state, sequences.map(sequence), negatives, learningRate, () => 0);
    expect(found).toBeCloseTo(loss, 5);
  }
  const expected: Readonly<Record<string, readonly number[]>> = golden.values;
  const differing = parameterSpecs(goldenConfig)
    .map(({ name }) => ({ name, difference: largestDifference(state.values.get(name)!, expected[name]!) }))
    .filter(({ difference }) => !(difference < TOLERANCE));
  expect(differing).toEqual([]);
});
