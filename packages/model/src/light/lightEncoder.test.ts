import { ACTION_TYPES, seededRandom } from '@aisle/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../action.js';
import { contextLength, type ModelConfig, parameterSpecs } from '../config.js';
import { encodeLast, scoreItems } from '../encode.js';
import { featurize } from '../featurize.js';
import { rankingHead } from '../heads/ranking.js';
import { useCpuBackend } from '../testing/cpuBackend.js';
import {
  GOLDEN_TOLERANCE,
  goldenConfig,
  goldenHistories,
  goldenValues,
  largestDifference,
} from '../testing/goldenModel.js';
import { floatItemMatrix } from './itemMatrix.js';
import { LightEncoder } from './lightEncoder.js';
import { scoreRows } from './scoreRows.js';

beforeAll(useCpuBackend);

const tableOf = (values: ReadonlyMap<string, Float32Array>) =>
  floatItemMatrix(values.get('item_embedding')!, values.get('item_bias')!);

/** Scores after all actions, added one by one. */
function scoresOf(config: ModelConfig, actions: readonly Action[], values = goldenValues): Float32Array {
  const encoder = new LightEncoder(config, values, tableOf(values));
  actions.forEach((_, i) => encoder.advance(actions.slice(0, i + 1), i));
  return scoreRows(encoder.query(), tableOf(values));
}

describe.each(['next-item', 'next-purchase'] as const)('scores for %s', (target) => {
  test.each(goldenHistories.map((history) => [history.actions.length, history] as const))(
    'after %i actions are those of the float64 reference over the whole history',
    (_, history) => {
      expect(
        largestDifference(
          scoresOf({ ...goldenConfig, heads: [rankingHead(target)] }, history.actions),
          history.scores[target],
        ),
      ).toBeLessThan(GOLDEN_TOLERANCE);
    },
  );
});

/** A larger random model: odd sizes, three layers, and histories that wrap around the ring buffers. */
const config: ModelConfig = {
  ...goldenConfig,
  itemCount: 40,
  width: 12,
  layerCount: 3,
  headCount: 3,
  feedForwardWidth: 18,
  windowLength: 7,
};
const random = seededRandom(12);
const values = new Map(
  parameterSpecs(config).map(({ name, shape }) => [
    name,
    Float32Array.from(
      { length: shape.reduce((a, b) => a * b, 1) },
      () => (random() - 0.5) * (name.endsWith('.scale') ? 1 : 0.8) + (name.endsWith('.scale') ? 1 : 0),
    ),
  ]),
);
const walk = (length: number): Action[] => {
  let timestampMs = 1.7e12;
  return Array.from({ length }, (): Action => {
    timestampMs += Math.floor(random() ** 6 * 1e9);
    const action = {
      itemRow: 1 + Math.floor(random() * config.itemCount),
      typeIndex: Math.floor(random() * ACTION_TYPES.length),
      timestampMs,
    };
    return random() < 0.5 ? action : { ...action, listIndex: Math.floor(random() * 100) };
  });
};

describe('advancing one action at a time', () => {
  // Shorter than a window, a window, a context, one action more, and many windows.
  test.each([1, 2, 6, 7, 8, contextLength(config) - 1, contextLength(config), contextLength(config) + 1, 60, 200])(
    '%i actions score as tfjs scores the last contextLength of them',
    (length) => {
      const actions = walk(length);
      const expected = tf.tidy(() => {
        const parameters = new Map(
          parameterSpecs(config).map(({ name, shape }) => [name, tf.tensor(values.get(name)!, [...shape])]),
        );
        return scoreItems(tf, parameters, encodeLast(tf, config, parameters, [featurize(actions, config)])).dataSync();
      });
      expect(largestDifference(scoresOf(config, actions, values), expected)).toBeLessThan(GOLDEN_TOLERANCE);
    },
  );

  test('a rebuild from the last contextLength actions gives the same scores', () => {
    const actions = walk(80);
    const rebuilt = new LightEncoder(config, values, tableOf(values));
    rebuilt.advance(actions, actions.length - contextLength(config));
    const scores = scoreRows(rebuilt.query(), tableOf(values));
    expect(largestDifference(scores, scoresOf(config, actions, values))).toBeLessThan(GOLDEN_TOLERANCE);
  });

  test('several actions at once give the same bits as one by one', () => {
    const actions = walk(23);
    const encoder = new LightEncoder(config, values, tableOf(values));
    encoder.advance(actions.slice(0, 9), 0);
    encoder.advance(actions, 9);
    expect(scoreRows(encoder.query(), tableOf(values))).toEqual(scoresOf(config, actions, values));
  });

  test('reset removes every action', () => {
    const [before, after] = [walk(30), walk(12)];
    const encoder = new LightEncoder(config, values, tableOf(values));
    encoder.advance(before, 0);
    encoder.reset();
    encoder.advance(after, 0);
    expect(scoreRows(encoder.query(), tableOf(values))).toEqual(scoresOf(config, after, values));
  });

  test('query does not change the state', () => {
    const encoder = new LightEncoder(config, values, tableOf(values));
    const actions = walk(9);
    encoder.advance(actions.slice(0, 8), 0);
    const first = encoder.query();
    expect(encoder.query()).toEqual(first);
    encoder.advance(actions, 8);
    expect(scoreRows(encoder.query(), tableOf(values))).toEqual(scoresOf(config, actions, values));
  });
});

test('advance refuses a row outside the model', () => {
  const encoder = new LightEncoder(goldenConfig, goldenValues, tableOf(goldenValues));
  expect(() => encoder.advance([{ itemRow: 21, typeIndex: 2, timestampMs: 0 }], 0)).toThrow(
    'expected an item row from 1 to 20, found 21',
  );
});

test('an int8 matrix with scales scores like its float32 values', () => {
  const { width, itemCount } = config;
  const scales = Float32Array.from({ length: itemCount + 1 }, () => 0.001 + 0.02 * random());
  const int8 = Int8Array.from({ length: (itemCount + 1) * width }, () => Math.round((random() - 0.5) * 254));
  const bias = values.get('item_bias')!;
  const floats = floatItemMatrix(
    Float32Array.from(int8, (value, i) => value * scales[Math.floor(i / width)]!),
    bias,
  );
  const actions = walk(20);
  const [found, expected] = [{ vectors: int8, scales, bias }, floats].map((table) => {
    const encoder = new LightEncoder(config, values, table);
    encoder.advance(actions, 0);
    return scoreRows(encoder.query(), table, Int32Array.of(3, 40, 1));
  });
  expect(largestDifference(found!, expected!)).toBeLessThan(GOLDEN_TOLERANCE);
});

test('scoreRows keeps the order of the rows and their scores', () => {
  const query = Float32Array.from({ length: goldenConfig.width }, (_, j) => Math.sin(j));
  const all = scoreRows(query, tableOf(goldenValues));
  expect([...scoreRows(query, tableOf(goldenValues), Int32Array.of(7, 2, 7, 20))]).toEqual([
    all[7],
    all[2],
    all[7],
    all[20],
  ]);
  const { vectors, bias } = tableOf(goldenValues);
  const expected = Array.from({ length: 21 }, (_, row) =>
    query.reduce((sum, value, j) => sum + value * vectors[row * goldenConfig.width + j]!, bias[row]!),
  );
  // Eight products in float32.
  expect(largestDifference(all, expected)).toBeLessThan(1e-6);
});
