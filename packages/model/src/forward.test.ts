import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { contextLength, parameterSpecs } from './config.js';
import { batchInput } from './encode.js';
import { type Features, featurize } from './featurize.js';
import { bandValues, forward, type Parameters } from './forward.js';
import { useCpuBackend } from './testing/cpuBackend.js';
import {
  GOLDEN_TOLERANCE,
  goldenConfig,
  goldenHistories,
  goldenParameters,
  goldenShapes,
  goldenValues,
  largestDifference,
} from './testing/goldenModel.js';

let parameters: Parameters;
beforeAll(async () => {
  await useCpuBackend();
  parameters = goldenParameters();
});

const { width } = goldenConfig;

/** Hidden states of one batch, [history][position * width]; without padding. */
function hiddenStates(histories: readonly Features[], length?: number): Float32Array[] {
  return tf.tidy(() => {
    const input = batchInput(tf, goldenConfig, histories, length);
    const flat = forward(tf, goldenConfig, parameters, input).dataSync() as Float32Array;
    return histories.map(({ itemRows }, i) =>
      flat.slice(i * input.length * width, (i * input.length + itemRows.length) * width),
    );
  });
}

const features = goldenHistories.map(({ actions }) => featurize(actions, goldenConfig));
/** Eleven actions at once. That is more than `featurize` keeps, so the network itself must ignore the oldest. */
const LONG: Features = {
  itemRows: Int32Array.from([3, 7, 7, 12, 20, 1, 5, 9, 14, 2, 18]),
  typeIndices: Int32Array.from([2, 2, 4, 2, 1, 3, 5, 2, 2, 4, 8]),
  timeGapBuckets: Int32Array.from([0, 3, 5, 1, 1, 17, 2, 8, 23, 4, 6]),
  listPositionBuckets: Int32Array.from([0, 1, 0, 4, 7, 0, 2, 3, 0, 0, 5]),
};

function withItem(history: Features, position: number, itemRow: number): Features {
  const itemRows = history.itemRows.slice();
  itemRows[position] = itemRow;
  return { ...history, itemRows };
}

test('parameterSpecs has the shapes of the reference', () => {
  const specs = parameterSpecs(goldenConfig);
  expect([...goldenShapes]).toEqual(specs.map(({ name, shape }) => [name, [...shape]]));
  expect(specs.every(({ name, shape }) => goldenValues.get(name)!.length === shape.reduce((a, b) => a * b, 1))).toBe(
    true,
  );
});

describe.each(goldenHistories.map((history, i) => [history.actions.length, i] as const))(
  'history of %i actions',
  (_, i) => {
    test('hidden states are those of the float64 reference', () => {
      const { hidden, actions } = goldenHistories[i]!;
      const kept = features[i]!.itemRows.length;
      expect(kept).toBe(Math.min(actions.length, 9));
      const [found] = hiddenStates([features[i]!]);
      // The first states of a cut history differ from those of the whole one. Scores come from the last state.
      const comparable = kept < actions.length ? 1 : kept;
      expect(largestDifference(found!.slice(-comparable * width), hidden.slice(-comparable).flat())).toBeLessThan(
        GOLDEN_TOLERANCE,
      );
    });
  },
);

test('a padded batch gives the states of single histories', () => {
  const batch = hiddenStates(features);
  const wider = hiddenStates(features, 16);
  features.forEach((history, i) => {
    const [alone] = hiddenStates([history]);
    expect(largestDifference(batch[i]!, alone!)).toBeLessThan(GOLDEN_TOLERANCE);
    expect(largestDifference(wider[i]!, alone!)).toBeLessThan(GOLDEN_TOLERANCE);
  });
});

test('the last state depends on exactly contextLength actions', () => {
  const context = contextLength(goldenConfig);
  expect(context).toBe(9);
  const last = (history: Features) => hiddenStates([history])[0]!.slice(-width);
  const expected = last(LONG);
  const length = LONG.itemRows.length;
  for (let position = 0; position < length; position++) {
    const changed = largestDifference(last(withItem(LONG, position, 11)), expected);
    if (position < length - context) expect(changed).toBe(0);
    else expect(changed).toBeGreaterThan(1e-4);
  }
});

test('a later action never changes an earlier state', () => {
  const [expected] = hiddenStates([LONG]);
  for (let position = 0; position < LONG.itemRows.length; position++) {
    const [found] = hiddenStates([withItem(LONG, position, 11)]);
    expect(found!.slice(0, position * width)).toEqual(expected!.slice(0, position * width));
    expect(
      largestDifference(
        found!.slice(position * width, (position + 1) * width),
        expected!.slice(position * width, (position + 1) * width),
      ),
    ).toBeGreaterThan(1e-3);
  }
});

test('event type, time gap and list position change the state', () => {
  const [expected] = hiddenStates([LONG]);
  for (const field of ['typeIndices', 'timeGapBuckets', 'listPositionBuckets'] as const) {
    const changed = { ...LONG, [field]: LONG[field].slice().fill(3, 10) };
    expect(largestDifference(hiddenStates([changed])[0]!.slice(-width), expected!.slice(-width))).toBeGreaterThan(1e-3);
  }
});

test('bandValues for 3 actions and a window of 2', () => {
  const { distances, mask } = bandValues(3, 2);
  const X = Math.fround(-1e9);
  expect([...mask]).toEqual([0, X, X, 0, 0, X, X, 0, 0]);
  // Distance 0: the diagonal; distance 1: the one below it.
  expect([...distances.slice(0, 9)]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  expect([...distances.slice(9)]).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0]);
});

test('the error names a missing parameter', () => {
  const incomplete = new Map(parameters);
  incomplete.delete('layers.1.key');
  expect(() => forward(tf, goldenConfig, incomplete, batchInput(tf, goldenConfig, [features[0]!]))).toThrow(
    'layers.1.key',
  );
});
