import { seededRandom } from '@aisle/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { parameterSpecs } from '../config.js';
import { featurize } from '../featurize.js';
import { useCpuBackend } from '../testing/cpuBackend.js';
import { goldenConfig, goldenHistories, goldenValues } from '../testing/goldenModel.js';
import type { TrainingSequence } from './batches.js';
import { drawNegatives, sampledSoftmaxLoss } from './loss.js';

beforeAll(useCpuBackend);

const specs = parameterSpecs(goldenConfig);
const { itemCount, width } = goldenConfig;
const keep = (x: tf.Tensor) => x;

/** The golden histories of `lengths` (none longer than the context) with a label after some of their actions. */
function sequence(index: number, labelRows: readonly number[]): TrainingSequence {
  return { ...featurize(goldenHistories[index]!.actions, goldenConfig), labelRows: Int32Array.from(labelRows) };
}
const SEQUENCES = [sequence(0, [7]), sequence(1, [3, 0, 12, 3]), sequence(3, [0, 0, 20, 1, 0, 9])];
/** 3 and 20 are labels as well, 3 is drawn twice. */
const NEGATIVES = Int32Array.of(3, 5, 20, 3, 11, 8);

function loss(values: ReadonlyMap<string, Float32Array>, sequences = SEQUENCES, negatives = NEGATIVES): number {
  return tf.tidy(() => {
    const parameters = new Map(specs.map(({ name, shape }) => [name, tf.tensor(values.get(name)!, [...shape])]));
    return sampledSoftmaxLoss(goldenConfig, parameters, sequences, negatives, keep).dataSync()[0]!;
  });
}

/** The definition in float64, from the hidden states of the float64 reference. */
function expectedLoss(indices: readonly number[], sequences: readonly TrainingSequence[], negatives: Int32Array): number {
  const embedding = goldenValues.get('item_embedding')!;
  const bias = goldenValues.get('item_bias')!;
  const losses: number[] = [];
  sequences.forEach(({ labelRows }, i) => {
    const { hidden } = goldenHistories[indices[i]!]!;
    labelRows.forEach((label, t) => {
      if (label === 0) return;
      const logit = (row: number) => hidden[t]!.reduce((sum, h, j) => sum + h * embedding[row * width + j]!, bias[row]!);
      // Each negative stands for itemCount / negatives items; one that is the label stands for none.
      const others = [...negatives].filter((row) => row !== label).map((row) => (itemCount / negatives.length) * Math.exp(logit(row)));
      losses.push(Math.log(Math.exp(logit(label)) + others.reduce((a, b) => a + b, 0)) - logit(label));
    });
  });
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}

// Losses near 3 from logits that are within 1e-5 of the reference (see GOLDEN_TOLERANCE).
const LOSS_DIGITS = 5;

describe('value', () => {
  test('with negatives that are labels and repeats among them', () => {
    expect(loss(goldenValues)).toBeCloseTo(expectedLoss([0, 1, 3], SEQUENCES, NEGATIVES), LOSS_DIGITS);
  });

  test('without any collision', () => {
    const negatives = Int32Array.of(2, 4);
    expect(loss(goldenValues, SEQUENCES, negatives)).toBeCloseTo(expectedLoss([0, 1, 3], SEQUENCES, negatives), LOSS_DIGITS);
  });

  test('with every item as a negative once it is the softmax over the catalogue', () => {
    const all = Int32Array.from({ length: itemCount }, (_, i) => i + 1);
    const found = loss(goldenValues, [SEQUENCES[0]!], all);
    const { scores } = goldenHistories[0]!;
    const total = scores.slice(1).reduce((sum, score) => sum + Math.exp(score), 0);
    expect(found).toBeCloseTo(Math.log(total) - scores[7]!, LOSS_DIGITS);
  });

  test('where every negative is the label nothing is left to lose', () => {
    expect(loss(goldenValues, [SEQUENCES[0]!], Int32Array.of(7, 7, 7))).toBe(0);
  });

  test('stays finite for logits in the hundreds', () => {
    const large = new Map(goldenValues).set('item_bias', goldenValues.get('item_bias')!.map((_, row) => (row === 7 ? 0 : 400)));
    // 400 + log(20) higher than the label, give or take the dot products.
    expect(Math.abs(loss(large, [SEQUENCES[0]!], Int32Array.of(2, 4)) - 400)).toBeLessThan(10);
  });
});

describe('gradient against finite differences', () => {
  const shapes = specs.map(({ name, shape }) => [name, shape] as const);
  let gradients: Map<string, Float32Array>;
  beforeAll(() => {
    tf.tidy(() => {
      const run = tf.valueAndGrads((...inputs: tf.Tensor[]) =>
        sampledSoftmaxLoss(goldenConfig, new Map(specs.map(({ name }, i) => [name, inputs[i]!])), SEQUENCES, NEGATIVES, keep),
      );
      const { grads } = run(specs.map(({ name, shape }) => tf.tensor(goldenValues.get(name)!, [...shape])));
      gradients = new Map(specs.map(({ name }, i) => [name, grads[i]!.dataSync() as Float32Array]));
    });
  });

  /** Change of the loss along a unit direction in one parameter, by central differences at h and 2h (Richardson). */
  function slope(name: string, direction: Float64Array): number {
    const at = (h: number) => loss(new Map(goldenValues).set(name, goldenValues.get(name)!.map((value, i) => value + h * direction[i]!)));
    const h = 0.02;
    return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
  }

  // A loss near 3 is rounded to about 3e-7; four of them over 12 h leave 2e-5. The fifth derivative adds h^4 / 30 times
  // its size, and a ReLU whose kink lies within 2h some 1e-4 more.
  const TOLERANCE = 5e-4;

  test.each(shapes)('%s', (name) => {
    const gradient = gradients.get(name)!;
    expect(gradient.length).toBe(goldenValues.get(name)!.length);
    const random = seededRandom(gradient.length);
    for (let round = 0; round < 2; round++) {
      const direction = Float64Array.from(gradient, () => (random() < 0.5 ? -1 : 1) / Math.sqrt(gradient.length));
      const along = direction.reduce((sum, d, i) => sum + d * gradient[i]!, 0);
      expect(Math.abs(slope(name, direction) - along)).toBeLessThan(TOLERANCE);
    }
    // Where the gradient is largest, a single entry: errors that cancel along a random direction show here.
    const largest = gradient.reduce((best, g, i) => (Math.abs(g) > Math.abs(gradient[best]!) ? i : best), 0);
    const unit = new Float64Array(gradient.length);
    unit[largest] = 1;
    expect(Math.abs(gradient[largest]!)).toBeGreaterThan(10 * TOLERANCE);
    expect(Math.abs(slope(name, unit) - gradient[largest]!)).toBeLessThan(TOLERANCE);
  });

  test('rows that occur nowhere get none', () => {
    const rowGradient = (row: number) => [...gradients.get('item_embedding')!.slice(row * width, (row + 1) * width)];
    const used = new Set([...NEGATIVES, ...SEQUENCES.flatMap(({ itemRows, labelRows }) => [...itemRows, ...labelRows])]);
    const unused = Array.from({ length: itemCount }, (_, i) => i + 1).filter((row) => !used.has(row));
    expect(unused.length).toBeGreaterThan(0);
    for (const row of unused) expect(rowGradient(row)).toEqual(new Array(width).fill(0));
  });
});

test('drawNegatives covers 1 to itemCount evenly', () => {
  const counts = new Array<number>(8).fill(0);
  for (const row of drawNegatives(70_000, 7, seededRandom(3))) counts[row]! += 1;
  expect(counts[0]).toBe(0);
  // Five standard errors of a count with mean 10,000.
  for (const count of counts.slice(1)) expect(Math.abs(count - 10_000)).toBeLessThan(463);
});
