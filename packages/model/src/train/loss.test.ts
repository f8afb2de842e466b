import { seededRandom } from '@aisle/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ModelConfig, parameterSpecs } from '../config.js';
import { featurize } from '../featurize.js';
import golden from '../golden/loss.json' with { type: 'json' };
import { itemTarget, rankingHead } from '../heads/ranking.js';
import { useCpuBackend } from '../testing/cpuBackend.js';
import { goldenConfig, goldenHistories, goldenValues, largestDifference } from '../testing/goldenModel.js';
import { compactBatch, type TrainingSequence } from './batches.js';
import { type Negatives, negativeSampler, sampledSoftmaxLoss } from './loss.js';

beforeAll(useCpuBackend);

const specs = parameterSpecs(goldenConfig);
const { itemCount } = goldenConfig;
const keep = (x: tf.Tensor) => x;

/** A golden history within the context, with labels after some actions. */
function sequence(index: number, labelRows: readonly number[]): TrainingSequence {
  const { actions } = goldenHistories[index]!;
  const nextRows = Int32Array.from(actions, (_, i) => actions[i + 1]?.itemRow ?? 0);
  return { ...featurize(actions, goldenConfig), labelRows: Int32Array.from(labelRows), nextRows };
}
const NEXT_ITEM: ModelConfig = { ...goldenConfig, heads: [rankingHead('next-item')] };
const NEXT_PURCHASE: ModelConfig = { ...goldenConfig, heads: [rankingHead('next-purchase')] };
const SEQUENCES = golden.sequences.map(({ history, labelRows }) => sequence(history, labelRows));
/** Two of them are also labels, and one is drawn twice. */
const NEGATIVES = Int32Array.from(golden.negativeRows);
/** Uniform draws: each represents itemCount / negatives items. */
const uniform = (rows: Int32Array): Negatives => ({
  rows,
  logWeights: new Float32Array(rows.length).fill(Math.log(itemCount / rows.length)),
});

function loss(
  config: ModelConfig,
  values: ReadonlyMap<string, Float32Array>,
  sequences = SEQUENCES,
  negatives = NEGATIVES,
): number {
  return tf.tidy(() => {
    const parameters = new Map(specs.map(({ name, shape }) => [name, tf.tensor(values.get(name)!, [...shape])]));
    return sampledSoftmaxLoss(config, parameters, sequences, uniform(negatives), keep).dataSync()[0]!;
  });
}

// Losses near 5 from logits that are within 1e-5 of the reference (see GOLDEN_TOLERANCE).
const LOSS_DIGITS = 5;

describe.each([NEXT_ITEM, NEXT_PURCHASE])('value for $heads.0.target', (config) => {
  test('with labels and repeats among the negatives is that of the float64 reference', () => {
    const expected = itemTarget(config) === 'next-item' ? golden.nextItemLoss : golden.nextPurchaseLoss;
    expect(loss(config, goldenValues)).toBeCloseTo(expected, LOSS_DIGITS);
  });

  test('of one label and two negatives that represent ten items each', () => {
    const [, , third, , fifth, , , label] = goldenHistories[0]!.scores[itemTarget(config)];
    const expected = Math.log(Math.exp(label!) + 10 * Math.exp(third!) + 10 * Math.exp(fifth!)) - label!;
    expect(loss(config, goldenValues, [SEQUENCES[0]!], Int32Array.of(2, 4))).toBeCloseTo(expected, LOSS_DIGITS);
  });

  test('with every item as a negative, it is the full softmax', () => {
    const all = Int32Array.from({ length: itemCount }, (_, i) => i + 1);
    const scores = goldenHistories[0]!.scores[itemTarget(config)];
    const total = scores.slice(1).reduce((sum, score) => sum + Math.exp(score), 0);
    expect(loss(config, goldenValues, [SEQUENCES[0]!], all)).toBeCloseTo(Math.log(total) - scores[7]!, LOSS_DIGITS);
  });

  test('if every negative is the label, the loss is 0', () => {
    expect(loss(config, goldenValues, [SEQUENCES[0]!], Int32Array.of(7, 7, 7))).toBe(0);
  });

  test('stays finite for logits in the hundreds', () => {
    const large = new Map(goldenValues).set(
      'item_bias',
      goldenValues.get('item_bias')!.map((_, row) => (row === 7 ? 0 : 400)),
    );
    // 400 + log(20) higher than the label, plus or minus the dot products.
    expect(Math.abs(loss(config, large, [SEQUENCES[0]!], Int32Array.of(2, 4)) - 400)).toBeLessThan(12);
  });
});

describe('gradient of every parameter, against the float64 reference', () => {
  let gradients: Map<string, Float32Array>;
  beforeAll(() => {
    tf.tidy(() => {
      const run = tf.valueAndGrads((...inputs: tf.Tensor[]) =>
        sampledSoftmaxLoss(
          NEXT_PURCHASE,
          new Map(specs.map(({ name }, i) => [name, inputs[i]!])),
          SEQUENCES,
          uniform(NEGATIVES),
          keep,
        ),
      );
      const { grads } = run(specs.map(({ name, shape }) => tf.tensor(goldenValues.get(name)!, [...shape])));
      gradients = new Map(specs.map(({ name }, i) => [name, grads[i]!.dataSync() as Float32Array]));
    });
  });

  // Gradients reach 3 after some fifty float32 roundings. A wrong or missing term is as large as the gradient.
  const GRADIENT_TOLERANCE = 1e-5;

  test.each(Object.entries(golden.nextPurchaseGradients))('%s', (name, expected) => {
    expect(largestDifference(gradients.get(name)!, expected)).toBeLessThan(GRADIENT_TOLERANCE);
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(100 * GRADIENT_TOLERANCE);
  });

  test('covers every parameter', () => {
    expect([...gradients.keys()]).toEqual(Object.keys(golden.nextPurchaseGradients));
  });
});

describe.each([NEXT_ITEM, NEXT_PURCHASE])('with the compact table of a batch, for $heads.0.target', (config) => {
  /** The golden batch with the negatives 2 and 4, which uses only some items. */
  const negatives = Int32Array.of(2, 4, 2);
  const compact = compactBatch(SEQUENCES.slice(0, 2), negatives);
  const used = parameterSpecs(config);
  const tableOf = (name: string) => (name === 'item_embedding' ? config.width : name === 'item_bias' ? 1 : 0);

  /** Loss, and gradients by parameter. */
  function lossAndGradients(
    rows: ArrayLike<number> | undefined,
    sequences: readonly TrainingSequence[],
    negativeRows: Int32Array,
  ) {
    const found = { value: NaN, gradients: new Map<string, Float32Array>() };
    tf.tidy(() => {
      const inputs = used.map(({ name, shape }) => {
        const whole = tf.tensor(goldenValues.get(name)!, [...shape]);
        return rows && tableOf(name) > 0 ? tf.gather(whole, tf.tensor1d(Array.from(rows), 'int32')) : whole;
      });
      const run = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
        sampledSoftmaxLoss(
          config,
          new Map(used.map(({ name }, i) => [name, tensors[i]!])),
          sequences,
          uniform(negativeRows),
          keep,
        ),
      );
      const { value, grads } = run(inputs);
      found.value = value.dataSync()[0]!;
      used.forEach(({ name }, i) => found.gradients.set(name, grads[i]!.dataSync() as Float32Array));
    });
    return found;
  }
  let whole: ReturnType<typeof lossAndGradients>;
  let small: ReturnType<typeof lossAndGradients>;
  beforeAll(() => {
    whole = lossAndGradients(undefined, SEQUENCES.slice(0, 2), negatives);
    small = lossAndGradients(compact.rows, compact.sequences, compact.negativeRows);
  });

  test('the loss is the same', () => {
    // The same numbers are added in the same order.
    expect(small.value).toBe(whole.value);
    expect(compact.rows.length).toBeLessThan(itemCount);
  });

  test.each(used.map(({ name }) => name))('the gradient of %s is the same, and 0 in other rows', (name) => {
    const size = tableOf(name);
    const found = new Float32Array(whole.gradients.get(name)!.length);
    const gradient = small.gradients.get(name)!;
    if (size === 0) found.set(gradient);
    else compact.rows.forEach((row, i) => found.set(gradient.subarray(i * size, (i + 1) * size), row * size));
    expect(found).toEqual(whole.gradients.get(name)!);
    expect(found.some((value) => value !== 0)).toBe(true);
  });
});

describe('negatives', () => {
  const DRAWS = 80_000;
  /** Rows 1 to 4 are labels 0, 6, 3 and 1 times. */
  const labelCounts = Float64Array.of(0, 0, 6, 3, 1);
  /** Half by frequency as labels, half uniform. */
  const SHARES = [0, 0.125, 0.125 + 0.3, 0.125 + 0.15, 0.125 + 0.05];

  test('are drawn half uniformly, half by their frequency as labels', () => {
    const counts = new Float64Array(5);
    for (const row of negativeSampler(labelCounts)(DRAWS, seededRandom(3)).rows) counts[row]! += 1;
    // Five standard errors of a share below .5: 5 * sqrt(.25 / 80,000).
    SHARES.forEach((share, row) => expect(Math.abs(counts[row]! / DRAWS - share)).toBeLessThan(0.009));
  });

  test('have weights inverse to their expected number of draws', () => {
    const { rows, logWeights } = negativeSampler(labelCounts)(50, seededRandom(4));
    rows.forEach((row, i) => expect(logWeights[i]!).toBeCloseTo(-Math.log(50 * SHARES[row]!), 5));
    expect(new Set(rows).size).toBe(4);
  });

  test('their weighted sum estimates the sum over all items', () => {
    const values = [0, 5, 1, 20, 3];
    const { rows, logWeights } = negativeSampler(labelCounts)(DRAWS, seededRandom(5));
    const estimate = rows.reduce((sum, row, i) => sum + values[row]! * Math.exp(logWeights[i]!), 0);
    // A draw's standard deviation is below 40 / 80,000 of the sum of 29: five standard errors.
    expect(Math.abs(estimate - 29)).toBeLessThan((5 * 40) / Math.sqrt(DRAWS));
  });

  test('are drawn uniformly without labels', () => {
    const counts = new Float64Array(8);
    for (const row of negativeSampler(new Float64Array(8))(70_000, seededRandom(3)).rows) counts[row]! += 1;
    expect(counts[0]).toBe(0);
    // 10,000 each, within five standard deviations of 93.
    counts.subarray(1).forEach((count) => expect(Math.abs(count - 10_000)).toBeLessThan(465));
  });
});
